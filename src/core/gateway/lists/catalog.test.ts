import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { retainedBytes } from '../../../../test/helpers/retained-bytes.ts';
import { type RegistryInput, registryFile } from '../../../shared/registry.ts';
import { compilePolicy } from '../../policy/compiled-policy.ts';
import type { Definition, ServerDefinitions } from '../../state/definition.ts';
import { Catalog } from './catalog.ts';

const all = { kind: 'all' } as const;
const stdio = { transport: 'stdio' as const, command: 'x' };

function definition(json: string): Definition {
  return {
    name: JSON.parse(json).name,
    json,
    sha256: createHash('sha256').update(json).digest('hex'),
  };
}

function setUp(input: RegistryInput, tools: Record<string, string[]>, changed: string[] = []) {
  const file = registryFile.parse(input);
  const policy = compilePolicy({
    revision: 1,
    sha256: '',
    lmcp: file.lmcp,
    clients: new Map(Object.entries(file.clients)),
    servers: new Map(Object.entries(file.servers)),
    broken: new Map(),
  });
  const known = new Map<string, ServerDefinitions>();
  for (const [server, list] of Object.entries(tools)) {
    const approved = new Map(list.map(definition).map((each) => [each.name, each]));
    const differs = new Map([...approved].filter(([name]) => changed.includes(name)));
    known.set(server, {
      approved,
      changed: differs,
      pending: new Map(),
      refused: new Map(),
      observedUs: 1,
    });
  }
  const none = {
    approved: new Map(),
    changed: new Map(),
    pending: new Map(),
    refused: new Map(),
    observedUs: null,
  };
  const definitions = {
    revision: 1,
    of: (id: string) => known.get(id) ?? none,
  };
  return new Catalog(() => policy, definitions);
}

const list = (catalog: Catalog, client: string, route: Parameters<Catalog['of']>[1] = all) =>
  Buffer.from(catalog.of(client, route).pages[0] ?? []).toString();

describe('Catalog', () => {
  it('P-08: keeps nothing of endpoints that lead nowhere, however many are asked for', async () => {
    const registry = { clients: { a: { allow_servers: ['s'] } }, servers: { s: stdio } };
    const catalog = setUp(registry, { s: [] });
    const retained = await retainedBytes(() => {
      for (let n = 0; n < 20_000; n++) catalog.of('a', { kind: 'server', serverId: `no-${n}` });
      return catalog;
    });
    expect(retained).toBeLessThan(4_000_000);
  });

  it('UP-4: lists the approved definition byte for byte under its exposed name', () => {
    const json =
      '{"inputSchema":{"type":"object","maximum":1.0},"name":"echo","x":9007199254740993}';
    const catalog = setUp(
      { clients: { a: { allow_servers: ['s'] } }, servers: { s: stdio } },
      { s: [json] },
    );
    expect(list(catalog, 'a')).toBe(
      '{"tools":[{"inputSchema":{"type":"object","maximum":1.0},"name":"s__echo","x":9007199254740993}]}',
    );
    expect(list(catalog, 'a', { kind: 'server', serverId: 's' })).toBe(`{"tools":[${json}]}`);
    expect(list(catalog, 'stranger')).toBe('{"tools":[]}');
    expect(list(catalog, 'a', { kind: 'server', serverId: 'other' })).toBe('{"tools":[]}');
  });

  it('UP-6: two servers may offer the same name', () => {
    const tool = '{"name":"search","inputSchema":{}}';
    const catalog = setUp(
      { clients: { a: { allow_servers: ['t', 's'] } }, servers: { s: stdio, t: stdio } },
      { s: [tool], t: [tool] },
    );
    expect([...catalog.of('a', all).byName.keys()]).toEqual(['t__search', 's__search']);
    expect(catalog.of('a', all).byName.get('s__search')).toMatchObject({
      serverId: 's',
      item: 'search',
    });
  });

  it('UP-3 UP-4: a changed definition stays known and is not listed', () => {
    const catalog = setUp(
      { clients: { a: { allow_servers: ['s'] } }, servers: { s: stdio } },
      { s: ['{"name":"one"}', '{"name":"two"}'] },
      ['one'],
    );
    expect(list(catalog, 'a')).toBe('{"tools":[{"name":"s__two"}]}');
    expect(catalog.of('a', all).byName.get('s__one')?.changed).toBe(true);
  });

  it('shortens names to what the client takes, with a stable suffix that keeps them apart', () => {
    const long = 'a'.repeat(60);
    const catalog = setUp(
      {
        clients: { a: { app: 'cursor', allow_servers: ['s'] }, b: { allow_servers: ['s'] } },
        servers: { s: stdio },
      },
      { s: [`{"name":"${long}1"}`, `{"name":"${long}2"}`, `{"name":"${'b'.repeat(55)}"}`] },
    );
    const cursor = [...catalog.of('a', all).byName.keys()];
    expect(cursor.every((name) => name.length === 52)).toBe(true);
    expect(new Set(cursor).size).toBe(3);
    expect([...catalog.of('b', all).byName.keys()][2]).toBe(`s__${'b'.repeat(55)}`);
    expect([...catalog.of('a', all).byName.values()].map(({ item }) => item)).toContain(`${long}2`);
  });

  it('UP-9: a definition deeper than what a client may send hides no other', () => {
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    const catalog = setUp(
      { clients: { a: { allow_servers: ['s'] } }, servers: { s: stdio } },
      { s: [`{"name":"deep","x":${deep}}`, '{"name":"plain"}'] },
    );
    expect(list(catalog, 'a')).toBe(
      `{"tools":[{"name":"s__deep","x":${deep}},{"name":"s__plain"}]}`,
    );
  });

  it('is computed once per revision', () => {
    const catalog = setUp(
      { clients: { a: { allow_servers: ['s'] } }, servers: { s: stdio } },
      { s: ['{"name":"x"}'] },
    );
    expect(catalog.of('a', all)).toBe(catalog.of('a', all));
  });
});
