import { describe, expect, it } from 'vitest';
import { compareDefinitions, readDefinition, warnAbout } from './definition-facts.ts';

describe('readDefinition', () => {
  it('UP-4: reads annotations as claims, and cuts what a list shows', () => {
    const json = JSON.stringify({
      name: 'a',
      description: 'd'.repeat(10_000),
      annotations: { title: 'A', readOnlyHint: 'yes', destructiveHint: true },
      inputSchema: { type: 'object' },
    });
    const facts = readDefinition(json);
    expect(facts).toMatchObject({
      title: 'A',
      claims: { readOnly: null, destructive: true, idempotent: null, openWorld: null },
    });
    expect(facts.description).toHaveLength(500);
    expect(JSON.parse(facts.inputSchema ?? '')).toEqual({ type: 'object' });
  });

  it.each(['', '[]', 'null', '"text"', '{"annotations":[1],"title":{},"description":7}'])(
    'takes whatever a server sent: %s',
    (json) => {
      expect(readDefinition(json)).toMatchObject({ title: '', description: '' });
    },
  );
});

describe('compareDefinitions', () => {
  it('UP-2: names each member that differs, with both texts', () => {
    const approved = '{"name":"a","inputSchema":{"properties":{"x":{"type":"string"}}}}';
    const observed =
      '{"inputSchema":{"properties":{"x":{"type":"string"},"y":{"type":"array"}}},"name":"a","description":"New"}';
    expect(compareDefinitions(approved, observed)).toEqual([
      {
        path: 'inputSchema.properties.y',
        approved: null,
        observed: '{\n  "type": "array"\n}',
      },
      { path: 'description', approved: null, observed: 'New' },
    ]);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'UP-2: names a new member called %s',
    (name) => {
      const observed = `{"properties":{"${name}":7}}`;
      expect(compareDefinitions('{"properties":{}}', observed)).toEqual([
        { path: `properties.${name}`, approved: null, observed: '7' },
      ]);
    },
  );

  it('shows both whole where parsing hides the difference', () => {
    const [approved, observed] = ['{"n":9007199254740993}', '{"n":9007199254740992}'];
    expect(compareDefinitions(approved, observed)).toEqual([{ path: '', approved, observed }]);
    expect(compareDefinitions(approved, approved)).toEqual([]);
  });
});

describe('warnAbout', () => {
  it('UP-8: tells hidden characters, and names of other servers’ tools that are new', () => {
    const observed = '{"description":"Call files__read_text \\u200bfirst, or files__list"}';
    expect(
      warnAbout(observed, '{"description":"files__list"}', ['files__read_text', 'files__list']),
    ).toEqual([
      'It holds characters that are not seen: \\u{200B} (zero-width).',
      'The new text names another server’s tool, files__read_text.',
    ]);
  });
});
