import type { AccessChange } from '../../../shared/contract-access.ts';
import { type CompiledPolicy, compilePolicy } from '../../policy/compiled-policy.ts';
import { decide } from '../../policy/decide.ts';
import type { RegistryChange } from '../../registry/snapshot.ts';
import type { Definition, DefinitionStore } from '../../state/definition.ts';
import { countCell } from './access-count.ts';
import { readDefinition } from './definition-facts.ts';

const shownNames = 20;
/** More cells than this are not looked at: the lines of the change still tell of them. */
const mostCells = 500;

type Definitions = Pick<DefinitionStore, 'of'>;

/** What a change of the registry means cell by cell, by the same decision that every call gets. */
export function describeAccess(change: RegistryChange, definitions: Definitions): AccessChange[] {
  const before = compilePolicy(change.before);
  const after = compilePolicy(change.after);
  return affectedCells(change, before, after)
    .slice(0, mostCells)
    .flatMap(([client, server]) => {
      const described = describeCell(
        before,
        after,
        client,
        server,
        definitions.of(server).approved,
      );
      return described === null ? [] : [described];
    });
}

/** Cells that were or are granted, and whose client, server or common rules changed. */
function affectedCells(
  change: RegistryChange,
  before: CompiledPolicy,
  after: CompiledPolicy,
): [client: string, server: string][] {
  const clients = new Set([...change.clients.added, ...change.clients.changed]);
  for (const client of change.clients.removed) clients.add(client);
  const { added, changed, removed } = change.servers;
  const servers = new Set([...added, ...changed, ...removed]);
  const allServers = change.lmcp.some((key) => key.startsWith('tool_policy'));
  const cells: [string, string][] = [];
  for (const client of new Set([...before.grants.keys(), ...after.grants.keys()])) {
    const granted = new Set([
      ...(before.grants.get(client)?.keys() ?? []),
      ...(after.grants.get(client)?.keys() ?? []),
    ]);
    for (const server of granted)
      if (allServers || clients.has(client) || servers.has(server)) cells.push([client, server]);
  }
  return cells;
}

function describeCell(
  before: CompiledPolicy,
  after: CompiledPolicy,
  client: string,
  server: string,
  tools: ReadonlyMap<string, Definition>,
): AccessChange | null {
  const moved = { gained: [] as string[], lost: [] as string[], asked: [] as string[] };
  let writing = 0;
  for (const [tool, { json }] of tools) {
    const was = decide(before, client, { serverId: server, tool }).effect;
    const is = decide(after, client, { serverId: server, tool }).effect;
    if (was === is) continue;
    if (is === 'ask') moved.asked.push(tool);
    if (is === 'deny') moved.lost.push(tool);
    if (was !== 'deny') continue;
    moved.gained.push(tool);
    const { readOnly, destructive } = readDefinition(json).claims;
    if (readOnly === false || destructive === true) writing++;
  }
  const from = countCell(before, client, server, tools.keys());
  const to = countCell(after, client, server, tools.keys());
  const { gained, lost, asked } = moved;
  if (from.granted === to.granted && gained.length + lost.length + asked.length === 0) return null;
  const kind = kindOf(from.granted, to.granted);
  return {
    client,
    server,
    kind,
    before: from,
    after: to,
    gained: gained.length,
    lost: lost.length,
    gainedTools: gained.slice(0, shownNames),
    lostTools: lost.slice(0, shownNames),
    askedTools: asked.slice(0, shownNames),
    writing,
    ...sentencesOf({ client, server, kind, size: tools.size, ...moved, writing }),
  };
}

function kindOf(was: boolean, is: boolean): AccessChange['kind'] {
  if (was === is) return 'changed';
  return is ? 'gained' : 'lost';
}

interface Facts {
  readonly client: string;
  readonly server: string;
  readonly kind: AccessChange['kind'];
  readonly size: number;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly asked: readonly string[];
  readonly writing: number;
}

function sentencesOf(facts: Facts): Pick<AccessChange, 'sentence' | 'detail'> {
  const { client, server, kind, size, gained, lost, asked, writing } = facts;
  if (kind === 'lost')
    return { sentence: `${client} loses ${server}: ${share(lost.length, size)}`, detail: '' };
  if (kind === 'gained') {
    const writes =
      writing === 0 ? '' : `Among them ${writing} that say they write, such as ${gained[0]}. `;
    const asks = asked.length === 0 ? 'None asks first.' : `${asked.length} ask first.`;
    return {
      sentence: `${client} reaches ${server}: ${share(gained.length, size)}`,
      detail: gained.length === 0 ? '' : `${writes}${asks}`,
    };
  }
  const parts = [
    gained.length === 0 ? '' : `${tools(gained.length)} added`,
    lost.length === 0 ? '' : `${tools(lost.length)} removed`,
    gained.length + lost.length > 0 ? '' : `${tools(asked.length)} ask first`,
  ].filter((part) => part !== '');
  const allowed = gained.filter((tool) => !asked.includes(tool));
  const details = [
    some(allowed, 'allowed'),
    some(lost, 'no longer allowed'),
    some(asked, asked.length === 1 ? 'asks first' : 'ask first'),
  ].filter((part) => part !== '');
  return { sentence: `${client} on ${server}: ${parts.join(', ')}`, detail: details.join(', ') };
}

function share(count: number, size: number): string {
  if (size === 0) return 'no tools known yet';
  return count === size ? `all ${tools(size)}` : `${count} of ${tools(size)}`;
}

function tools(count: number): string {
  return count === 1 ? '1 tool' : `${count} tools`;
}

function some(names: readonly string[], what: string): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, 3).join(', ');
  return names.length <= 3 ? `${shown} ${what}` : `${shown} and ${names.length - 3} more ${what}`;
}
