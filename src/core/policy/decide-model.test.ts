import { describe, expect, it } from 'vitest';
import { randomPolicy, toolNames } from '../../../test/helpers/random-policy.ts';
import { seededRandom } from '../../../test/helpers/seeded-random.ts';
import { registryFile } from '../../shared/registry.ts';
import { compilePolicy } from './compiled-policy.ts';
import { type Decision, decide } from './decide.ts';

type RegistryFile = ReturnType<typeof registryFile.parse>;

interface Place {
  mode?: string;
  tools?: readonly string[];
  ask: readonly string[];
  deny: readonly string[];
}

/** `*` and `?` as a person reads them, by trying every way to cut the name. */
function fits(glob: string, name: string): boolean {
  if (glob === '') return name === '';
  if (glob.startsWith('*')) {
    return fits(glob.slice(1), name) || (name !== '' && fits(glob, name.slice(1)));
  }
  const isSame = name !== '' && (glob.startsWith('?') || glob[0] === name[0]);
  return isSame && fits(glob.slice(1), name.slice(1));
}

const exact = (globs: readonly string[], tool: string) => globs.some((glob) => fits(glob, tool));
const anyCase = (globs: readonly string[], tool: string) =>
  globs.some((glob) => fits(glob.toLowerCase(), tool.toLowerCase()));

function forbids(place: Place, tool: string): boolean {
  if (anyCase(place.deny, tool) || place.mode === 'deny_all') return true;
  const isListed = exact(place.tools ?? [], tool) || anyCase(place.ask, tool);
  return place.mode === 'allow_list' && !isListed;
}

/** The rules in words (DESIGN: Policy), all at once: no order, no early end, nothing compiled. */
function expected(file: RegistryFile, clientId: string, serverId: string, tool: string | null) {
  const client = file.clients[clientId];
  const server = file.servers[serverId];
  const reaches = client?.enabled && server?.enabled && client.allow_servers.includes(serverId);
  if (!reaches) return { effect: 'deny', hidden: true };
  if (tool === null) return { effect: 'allow', hidden: false };
  const places: Place[] = [file.lmcp.tool_policy, server.tool_policy];
  const own = client.tools[serverId];
  if (own !== undefined) places.push(own);
  if (places.some((place) => forbids(place, tool))) return { effect: 'deny', hidden: false };
  const isAsked = places.some((place) => anyCase(place.ask, tool));
  return { effect: isAsked ? 'ask' : 'allow', hidden: false };
}

/** Whether the line that a decision names stands in the file and says what was decided. */
function ruleHolds(file: RegistryFile, decision: Decision, serverId: string, tool: string | null) {
  const path = decision.rule.split(/[.[\]]+/).filter((part) => part !== '');
  let value: unknown = file;
  for (const key of path) value = Object(value)[key];
  const [last, list] = [path.at(-1), path.at(-2)];
  if (last === 'enabled') return value === false;
  if (last === 'mode') return value === 'deny_all';
  if (last === 'tools') return Array.isArray(value) && !exact(value, tool ?? '');
  if (last === 'clients') return decision.effect === 'deny';
  if (last === 'allow_servers') return Array.isArray(value) && decision.effect === 'deny';
  if (list === 'allow_servers') return value === serverId && decision.effect === 'allow';
  if (list === 'tools') return exact([String(value)], tool ?? '') && decision.effect === 'allow';
  return list === decision.effect && anyCase([String(value)], tool ?? '');
}

describe('decide against a model', () => {
  it('PO-17 PO-5: 10,000 random questions to 200 random registries get what the rules say, under a line that says it', () => {
    const random = seededRandom(17);
    const any = <T>(from: readonly T[], otherwise: T): T =>
      from[Math.floor(random() * from.length)] ?? otherwise;
    const server = () => ({ transport: 'stdio' as const, command: 'x' });
    const shape = { clients: 3, servers: 3, asks: true, server };
    const seen = { allow: 0, ask: 0, deny: 0, hidden: 0 };
    for (let round = 0; round < 200; round++) {
      const file = registryFile.parse(randomPolicy(random, shape));
      const policy = compilePolicy({
        revision: round,
        sha256: 'f'.repeat(64),
        lmcp: file.lmcp,
        clients: new Map(Object.entries(file.clients)),
        servers: new Map(Object.entries(file.servers)),
        broken: new Map(),
      });
      for (let question = 0; question < 50; question++) {
        const clientId = any(['c0', 'c1', 'c2', 'stranger'], '');
        const serverId = any(['s0', 's1', 's2', 's2', 'nothing'], '');
        const tool = any<string | null>([...toolNames, 'WRITE_A', 'other', null], null);
        const decision = decide(policy, clientId, { serverId, tool });
        const asked = JSON.stringify({ file, clientId, serverId, tool, decision });
        const { effect, hidden } = decision;
        expect({ effect, hidden }, asked).toEqual(expected(file, clientId, serverId, tool));
        expect(decision.revision).toBe(round);
        expect(ruleHolds(file, decision, serverId, tool), asked).toBe(true);
        seen[hidden ? 'hidden' : effect]++;
      }
    }
    // Every answer was among them, often.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(300);
  });
});
