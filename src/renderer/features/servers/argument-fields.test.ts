import { describe, expect, it } from 'vitest';
import { argumentFields, argumentsJson } from './argument-fields.ts';

const schema = JSON.stringify({
  type: 'object',
  required: ['owner'],
  properties: {
    owner: { type: 'string', description: 'Whose' },
    state: { enum: ['open', 'closed'] },
    page: { type: 'integer' },
    draft: { type: 'boolean' },
    labels: { type: 'array' },
  },
});

describe('a form for the arguments of a tool', () => {
  it('asks for what the schema names, by kind', () => {
    const fields = argumentFields(schema) ?? [];
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['owner', 'text', true],
      ['state', 'choice', false],
      ['page', 'number', false],
      ['draft', 'boolean', false],
      ['labels', 'json', false],
    ]);
    expect(fields[1]?.choices).toEqual(['open', 'closed']);
  });

  it('writes JSON of what was filled in, numbers as they were typed', () => {
    const fields = argumentFields(schema) ?? [];
    expect(argumentsJson(fields, { owner: 'a"b', page: '9007199254740993', labels: '["x"]' })).toBe(
      '{"owner":"a\\"b","page":9007199254740993,"labels":["x"]}',
    );
    expect(argumentsJson(fields, {})).toBe('{"owner":""}');
  });

  it('names the field that is not what it should be', () => {
    const fields = argumentFields(schema) ?? [];
    expect(() => argumentsJson(fields, { owner: '', page: 'many' })).toThrow(
      'page is not a number',
    );
    expect(() => argumentsJson(fields, { labels: '[' })).toThrow('labels is not JSON');
  });

  it('leaves a schema that it cannot read to JSON, and one without properties to nothing', () => {
    expect(argumentFields('not json')).toBeNull();
    expect(argumentFields(null)).toBeNull();
    expect(argumentFields('{"type":"object"}')).toEqual([]);
  });
});
