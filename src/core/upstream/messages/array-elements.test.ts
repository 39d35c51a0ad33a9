import { describe, expect, it } from 'vitest';
import { resultLimits, scanJson } from '../../json/scan.ts';
import { arrayElements } from './array-elements.ts';

function elementsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const list = scanJson(bytes, resultLimits).members?.get('list');
  if (list === undefined) throw new Error('no list in the sample');
  return arrayElements(bytes, list).map((element) => Buffer.from(element).toString());
}

describe('arrayElements', () => {
  it('returns each element as it was written', () => {
    const elements = [
      '{"a":[1,{"b":"]}"}]}',
      '1.0',
      '-1E2',
      'true',
      'null',
      '"x,\\"]"',
      '"\\\\"',
      '[]',
      '{ }',
      '"é😀"',
    ];
    expect(elementsOf(`{"list":[${elements.join(',')}],"b":1}`)).toEqual(elements);
    expect(elementsOf(`{"list" : [\n ${elements.join(' ,\t')}\r\n] }`)).toEqual(elements);
  });

  it('finds nothing in an empty array', () => {
    expect(elementsOf('{"list":[]}')).toEqual([]);
    expect(elementsOf('{"list":[ \n]}')).toEqual([]);
  });
});
