import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { parseRegistryDocument } from './registry-document.ts';

const parse = (text: string) => parseRegistryDocument('registry.yaml', Buffer.from(text));

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseRegistryDocument', () => {
  it.each([
    ['a duplicate key', 'servers:\n  a: 1\n  a: 2\n', 'registry.yaml:3:3: this key is there twice'],
    ['a tab', 'lmcp:\n\tport: 1\n', 'registry.yaml:2:1: a tab cannot indent: use spaces'],
    ['an open quote', 'lmcp: "x\n', 'a character is missing'],
    ['an open bracket', 'lmcp: {\n', 'registry.yaml:2:1: wrong indentation'],
    ['two documents', 'version: 1\n---\nversion: 1\n', 'more than one YAML document'],
    ['an unknown tag', 'version: !!js/function 1\n', 'registry.yaml:1:10: an unknown tag'],
    ['an unknown anchor', 'version: *nowhere\n', 'registry.yaml:1:10: an alias to an anchor'],
  ])('PO-15: %s is refused with its place', (_name, text, message) => {
    const error = failure(() => parse(text));
    expect(error.code).toBe('registry_invalid');
    expect(error.message).toContain(message);
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Uint8Array.of(0x61, 0x3a, 0x20, 0xff);
    expect(failure(() => parseRegistryDocument('r.yaml', bytes)).message).toContain('not UTF-8');
  });

  it('refuses aliases that multiply', () => {
    const layers = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'])
      layers.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`);
    expect(failure(() => parse(`${layers.join('\n')}\n`)).message).toContain('aliases repeat');
  });

  it('SE-1: an error never quotes the file', () => {
    for (const text of [
      'token: "s3cr3t-canary\n',
      's3cr3t-canary\nb: 1\n- x',
      'a: b: s3cr3t-canary',
    ])
      expect(JSON.stringify(failure(() => parse(text)).data)).not.toContain('canary');
  });

  it('finds keys, values and list items, also through aliases', () => {
    const document = parse('x-a: &a\n  k: [1, 22]\nb: *a\n');
    expect(document.placeOf(['b', 'k', 1])).toEqual({ line: 2, column: 10 });
    expect(document.placeOf(['x-a', 'k'], true)).toEqual({ line: 2, column: 3 });
    expect(document.placeOf(['b', 'missing'])).toEqual({ line: 3, column: 4 });
  });

  it.each([
    ['servers:\n  __proto__: { transport: stdio, command: x }\n', '2:3'],
    ['clients:\n  a: { tools: { "__proto__": { mode: deny_all } } }\n', '2:17'],
    ['servers:\n  a: { transport: stdio, command: x, env: { __proto__: y } }\n', '2:45'],
  ])('PO-15: __proto__ as a name is refused with its place, not dropped (%#)', (text, place) => {
    const error = failure(() => parse(text));
    expect(error.code).toBe('registry_invalid');
    expect(error.message).toBe(`registry.yaml:${place}: __proto__ cannot be a name`);
  });
});
