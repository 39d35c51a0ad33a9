import { expect, it } from 'vitest';
import { registryFile } from '../../../shared/registry.ts';
import { compilePolicy } from '../../policy/compiled-policy.ts';
import { decide } from '../../policy/decide.ts';
import { AccessCounter } from './access-count.ts';

const names = Array.from(
  { length: 2_000 },
  (_, index) => `${index % 2 ? 'get' : 'delete'}_${index}`,
);
const definitionOf = (name: string) => ({ name, sha256: '', json: '{}' });
const known = {
  approved: new Map(names.map((name) => [name, definitionOf(name)])),
  changed: new Map([['get_1', definitionOf('get_1')]]),
  pending: new Map(),
  refused: new Map(),
  observedUs: null,
};

function matrix(clients: number, servers: number) {
  const ids = Array.from({ length: servers }, (_, index) => `s${index}`);
  const { lmcp, ...parsed } = registryFile.parse({
    clients: Object.fromEntries(
      Array.from({ length: clients }, (_, index) => [
        `c${index}`,
        {
          allow_servers: ids,
          ...(index === 0 ? { tools: { s0: { deny: ['delete_*'] } } } : {}),
        },
      ]),
    ),
    servers: Object.fromEntries(ids.map((id) => [id, { transport: 'stdio', command: 'x' }])),
  });
  const snapshot = {
    revision: 1,
    sha256: '',
    lmcp,
    clients: new Map(Object.entries(parsed.clients)),
    servers: new Map(Object.entries(parsed.servers)),
    broken: new Map(),
  };
  return compilePolicy(snapshot);
}

it('counts 50 clients × 50 servers × 2,000 tools without counting each cell, and lets others have their turn', async () => {
  const policy = matrix(50, 50);
  const counter = new AccessCounter({ revision: 1, of: () => known });
  let turns = 0;
  let counting = true;
  const tick = () => {
    turns++;
    if (counting) setImmediate(tick);
  };
  setImmediate(tick);
  const { cells, listed } = await counter.count(policy);
  counting = false;
  expect(cells).toHaveLength(2_500);
  expect(turns).toBeGreaterThan(20);
  expect(cells[0]).toEqual({
    client: 'c0',
    server: 's0',
    granted: true,
    allowed: 1_000,
    asked: 0,
    denied: 1_000,
  });
  const allowed = names.filter(
    (tool) => decide(policy, 'c0', { serverId: 's0', tool }).effect === 'allow',
  );
  expect(cells[0]?.allowed).toBe(allowed.length);
  expect(cells[51]).toMatchObject({ client: 'c1', server: 's1', allowed: 2_000, denied: 0 });
  // A changed definition is listed to nobody.
  expect(listed.get('c1')).toBe(50 * 1_999);
  expect(await counter.count(policy)).toEqual({ cells, listed });
});
