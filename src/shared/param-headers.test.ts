import { describe, expect, it } from 'vitest';
import { paramText, readParamHeaders } from './param-headers.ts';

const schema = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  ...more,
});
const region = { type: 'string', 'x-mcp-header': 'Region' };

describe('the headers that a schema asks for', () => {
  it('stand on arguments at any depth of properties', () => {
    const nested = schema({
      region,
      deep: schema({ n: { type: 'integer', 'x-mcp-header': 'N' } }),
    });
    expect(readParamHeaders(nested)).toEqual([
      { name: 'Region', path: ['region'] },
      { name: 'N', path: ['deep', 'n'] },
    ]);
    expect(readParamHeaders(schema({ properties: { type: 'string' } }))).toEqual([]);
  });

  it.each([
    ['an empty name', schema({ a: { type: 'string', 'x-mcp-header': '' } })],
    ['no header name', schema({ a: { type: 'string', 'x-mcp-header': 'A b' } })],
    ['a line break', schema({ a: { type: 'string', 'x-mcp-header': 'A\r\nB' } })],
    ['no text', schema({ a: { type: 'string', 'x-mcp-header': 7 } })],
    ['a number', schema({ a: { type: 'number', 'x-mcp-header': 'A' } })],
    ['an object', schema({ a: { type: 'object', 'x-mcp-header': 'A' } })],
    ['one name twice', schema({ a: region, b: { ...region, 'x-mcp-header': 'REGION' } })],
    ['the root', { ...schema({}), type: 'string', 'x-mcp-header': 'A' }],
    ['items', schema({ a: { type: 'array', items: region } })],
    ['a choice', schema({ a: { anyOf: [region] } })],
    ['definitions', schema({}, { $defs: { region } })],
    ['below items', schema({ a: { type: 'array', items: schema({ region }) } })],
  ])('UP-24: an annotation on %s makes the schema invalid', (_where, invalid) => {
    expect(readParamHeaders(invalid)).toEqual(expect.any(String));
  });

  it('are not looked for in data', () => {
    expect(readParamHeaders(schema({ a: { default: region, examples: [region] } }))).toEqual([]);
  });
});

describe('the value of an argument', () => {
  const at = (...path: string[]) => ({ name: 'N', path });

  it('is text as it is, integers in decimals, booleans in words; everything else sends no header', () => {
    expect(paramText({ a: 'x' }, at('a'))).toBe('x');
    expect(paramText({ a: { b: -7 } }, at('a', 'b'))).toBe('-7');
    expect(paramText({ a: false }, at('a'))).toBe('false');
    for (const a of [null, 1.5, 2 ** 53, [], {}]) expect(paramText({ a }, at('a'))).toBeNull();
    expect(paramText({}, at('a'))).toBeNull();
    expect(paramText({}, at('constructor', 'name'))).toBeNull();
  });
});
