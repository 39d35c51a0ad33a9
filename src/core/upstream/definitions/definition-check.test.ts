import { describe, expect, it } from 'vitest';
import { checkDefinitions, checkInstructions } from './definition-check.ts';
import { maxDescriptionBytes } from './definition-rules.ts';

const objectSchema = '{"type":"object"}';
const tool = (members: Record<string, unknown>) =>
  JSON.stringify({ name: 'one', inputSchema: { type: 'object' }, ...members });

function check(...tools: string[]): { accepted: string[]; refused: Record<string, string> } {
  const checked = checkDefinitions(tools.map((text) => Buffer.from(text)));
  return {
    accepted: checked.accepted.map(({ name }) => name),
    refused: Object.fromEntries(checked.refused),
  };
}

/** Why a single tool is refused; undefined when it is accepted. */
const faultOf = (text: string) => Object.values(check(text).refused)[0];

describe('checkDefinitions', () => {
  it('UP-9: a refused item takes no other along, however long their names begin alike', () => {
    const folder = `file:///${'a'.repeat(200)}/`;
    const items = [
      { uri: `${folder}1`, description: 7 },
      { uri: `${folder}2`, name: 'Good' },
    ];
    const raw = items.map((item) => Buffer.from(JSON.stringify(item)));
    const { accepted, refused } = checkDefinitions(raw, 'resource');
    expect(accepted.map(({ name }) => name)).toEqual([`${folder}2`]);
    expect([...refused.values()]).toEqual(['description is not text']);
  });

  it('keeps the text of a definition byte for byte', () => {
    const json = ` {"name" : "a","inputSchema":${objectSchema},"x":[1.0,9007199254740993,"\\u0041"]}`;
    const { accepted } = checkDefinitions([Buffer.from(json)]);
    expect(accepted).toEqual([
      { name: 'a', json, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it('UP-9: one bad tool never hides the others', () => {
    const { accepted, refused } = check(
      tool({ name: 'a' }),
      '{"name":7}',
      'null',
      tool({ name: 'b', inputSchema: 'none' }),
      tool({ name: 'c' }),
    );
    expect(accepted).toEqual(['a', 'c']);
    expect(Object.keys(refused)).toEqual(['#2', '#3', 'b']);
  });

  it('PO-6: names outside [A-Za-z0-9_.-]{1,128} are never offered, and are shown escaped', () => {
    for (const name of ['', 'a b', 'a/b', 'é', 'x'.repeat(129), 'a\n']) {
      expect(faultOf(tool({ name }))).toMatch(/^the name is not/);
    }
    expect(Object.keys(check(tool({ name: 'a\u200bb' })).refused)).toEqual(['a\\u{200B}b']);
    expect(check(tool({ name: 'x'.repeat(128) })).accepted).toHaveLength(1);
  });

  it('P-48 UP-8: ESC [2J in a description is refused as control characters', () => {
    expect(faultOf(tool({ description: 'clear \u001b[2J' }))).toBe(
      'control characters in description: \\u{1B}',
    );
  });

  it('P-49 UP-8: U+200B and U+E0041 are refused and both shown as escapes', () => {
    expect(faultOf(tool({ description: 'a\u200bb\u{e0041}' }))).toBe(
      'zero-width, tag characters in description: \\u{200B} \\u{E0041}',
    );
  });

  it('UP-8: hostile characters are found wherever a text can be', () => {
    const hidden = 'a\u202eb';
    expect(faultOf(tool({ title: hidden }))).toMatch(/^bidi characters in title/);
    expect(faultOf(tool({ annotations: { title: [hidden] } }))).toMatch(/in annotations/);
    expect(faultOf(tool({ _meta: { [hidden]: 1 } }))).toMatch(/in _meta/);
    expect(faultOf(tool({ [hidden]: 1 }))).toBe('bidi characters in a\\u{202E}b: \\u{202E}');
    expect(
      faultOf(tool({ inputSchema: { type: 'object', properties: { p: { enum: [hidden] } } } })),
    ).toMatch(/in inputSchema/);
  });

  it('UP-24: an annotation of a header that is not valid drops its tool', () => {
    const headed = (name: string) => ({
      type: 'object',
      properties: { region: { type: 'string', 'x-mcp-header': name } },
    });
    expect(faultOf(tool({ inputSchema: headed('Region') }))).toBeUndefined();
    expect(faultOf(tool({ inputSchema: headed('no name') }))).toMatch(/x-mcp-header/);
  });

  it('UP-9: a description of 8 KiB passes, one byte more is refused, counted in UTF-8', () => {
    expect(faultOf(tool({ description: 'x'.repeat(maxDescriptionBytes) }))).toBeUndefined();
    expect(faultOf(tool({ description: 'x'.repeat(maxDescriptionBytes + 1) }))).toMatch(/8192/);
    expect(faultOf(tool({ description: 'é'.repeat(maxDescriptionBytes / 2 + 1) }))).toMatch(/8192/);
  });

  it('P-50 UP-9: a tool with a schema of 1 MiB is dropped, the others stay', () => {
    const big = tool({
      name: 'big',
      inputSchema: { type: 'object', description: 'x'.repeat(1_048_576) },
    });
    expect(check(tool({ name: 'a' }), big, tool({ name: 'b' }))).toEqual({
      accepted: ['a', 'b'],
      refused: { big: 'inputSchema is larger than 65536 bytes' },
    });
    expect(faultOf(tool({ outputSchema: { description: 'x'.repeat(70_000) } }))).toMatch(
      /^outputSchema is larger/,
    );
  });

  it('UP-9: schema depth 32 and 1,000 subschemas are the most', () => {
    const nested = (levels: number): object =>
      levels === 1 ? { type: 'object' } : { type: 'object', properties: { p: nested(levels - 1) } };
    expect(faultOf(tool({ inputSchema: nested(32) }))).toBeUndefined();
    expect(faultOf(tool({ inputSchema: nested(33) }))).toMatch(/nests deeper than 32/);
    const wide = (count: number) => ({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`p${index}`, {}]),
      ),
    });
    expect(faultOf(tool({ inputSchema: wide(999) }))).toBeUndefined();
    expect(faultOf(tool({ inputSchema: wide(1_000) }))).toMatch(/more than 1000 subschemas/);
  });

  it('P-52 UP-10: a $ref that leaves the document is refused, a local one is not', () => {
    const withRef = (ref: string, keyword = '$ref') =>
      tool({ inputSchema: { type: 'object', allOf: [{ [keyword]: ref }] } });
    for (const ref of ['http://evil.example/s.json', 'other.json#/a', 'file:///etc/passwd', '']) {
      expect(faultOf(withRef(ref))).toMatch(/refers to another document with \$ref/);
    }
    expect(faultOf(withRef('https://x/', '$dynamicRef'))).toMatch(/\$dynamicRef/);
    expect(faultOf(withRef('#/$defs/a'))).toBeUndefined();
    const named = { type: 'object', properties: { $ref: { type: 'string' } } };
    expect(faultOf(tool({ inputSchema: named }))).toBeUndefined();
  });

  it('a name listed twice is kept once when both are the same, and refused when they differ', () => {
    expect(check(tool({}), tool({}))).toEqual({ accepted: ['one'], refused: {} });
    const differs = 'is listed twice with different definitions';
    expect(check(tool({}), tool({ title: 'x' }), tool({}))).toEqual({
      accepted: [],
      refused: { one: differs },
    });
  });

  it('members that break strict clients are refused', () => {
    for (const members of [
      { description: 1 },
      { title: [] },
      { inputSchema: undefined },
      { inputSchema: [] },
      { inputSchema: { type: 'string' } },
      { outputSchema: 'x' },
    ]) {
      expect(faultOf(tool(members))).toBeDefined();
    }
  });
});

describe('checkDefinitions of other kinds', () => {
  const names = (kind: 'prompt' | 'resource' | 'template', ...items: object[]) => {
    const raw = items.map((item) => Buffer.from(JSON.stringify(item)));
    const { accepted, refused } = checkDefinitions(raw, kind);
    return [accepted.map(({ name }) => name), [...refused.values()]];
  };

  it('prompts are named by one line of any script', () => {
    expect(
      names('prompt', { name: 'résumé review' }, { name: 'a\nb' }, { name: 'x', arguments: {} }),
    ).toEqual([
      ['résumé review'],
      ['the name is not one line of 1 to 128 characters', 'arguments is not a list'],
    ]);
  });

  it('resources are named by their URI, templates by their text', () => {
    expect(
      names('resource', { uri: 'memo://a', name: 'A' }, { name: 'none' }, { uri: 'no scheme' }),
    ).toEqual([['memo://a'], ['has no uri', 'uri is not a URI']]);
    expect(names('template', { uriTemplate: 'memo://{id}' }, { uriTemplate: 'memo://\n' })).toEqual(
      [['memo://{id}'], ['uriTemplate is not a URI']],
    );
  });

  it('UP-8 P-48: hostile characters are refused in every kind, and in instructions', () => {
    const description = 'clear \u001b[2J';
    expect(names('prompt', { name: 'p', description })[0]).toEqual([]);
    expect(names('resource', { uri: 'memo://a', description })[0]).toEqual([]);
    expect(checkInstructions(description).refused.get('instructions')).toMatch(/^control/);
    expect(checkInstructions('x'.repeat(32_769)).accepted).toEqual([]);
    expect(checkInstructions('Read "me"').accepted).toMatchObject([{ json: '"Read \\"me\\""' }]);
    expect(checkInstructions('')).toEqual({ accepted: [], refused: new Map() });
  });
});
