import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import { decide } from '../../policy/decide.ts';
import type { DefinitionStore } from '../../state/definition.ts';

export interface CellCount {
  readonly granted: boolean;
  readonly allowed: number;
  readonly asked: number;
  readonly denied: number;
}

export interface CountedCell extends CellCount {
  readonly client: string;
  readonly server: string;
}

const none: CellCount = { granted: false, allowed: 0, asked: 0, denied: 0 };
/** Decisions between two rests: some milliseconds. */
const decisionsAtOnce = 4_000;

/** The decision for every approved tool of one cell, counted. */
export function countCell(
  policy: CompiledPolicy,
  client: string,
  server: string,
  tools: Iterable<string>,
): CellCount {
  if (policy.grants.get(client)?.has(server) !== true) return none;
  const count = { granted: true, allowed: 0, asked: 0, denied: 0 };
  for (const tool of tools) {
    const { effect } = decide(policy, client, { serverId: server, tool });
    if (effect === 'allow') count.allowed++;
    else if (effect === 'ask') count.asked++;
    else count.denied++;
  }
  return count;
}

/** The whole matrix, counted. */
export interface CountedAccess {
  readonly cells: CountedCell[];
  /** By client: tools that it lists, over all its servers. */
  readonly listed: ReadonlyMap<string, number>;
}

/** Every granted cell. Clients whose rules read the same share one count; it rests often, since a call must not wait for it. */
export class AccessCounter {
  readonly #definitions: Pick<DefinitionStore, 'of' | 'revision'>;
  #kept: { policy: CompiledPolicy; revision: number; counted: Promise<CountedAccess> } | null =
    null;

  constructor(definitions: Pick<DefinitionStore, 'of' | 'revision'>) {
    this.#definitions = definitions;
  }

  /** Counted once per registry and definitions. */
  count(policy: CompiledPolicy): Promise<CountedAccess> {
    const { revision } = this.#definitions;
    if (this.#kept?.policy !== policy || this.#kept.revision !== revision)
      this.#kept = { policy, revision, counted: this.#count(policy) };
    return this.#kept.counted;
  }

  async #count(policy: CompiledPolicy): Promise<CountedAccess> {
    const { clients, servers } = policy.snapshot;
    const shared = new Map<string, { cell: CellCount; listed: number }>();
    const cells: CountedCell[] = [];
    const listed = new Map<string, number>();
    let decisions = 0;
    for (const [client, { enabled, allow_servers, tools }] of clients) {
      for (const server of new Set(allow_servers)) {
        if (!servers.has(server)) continue;
        const key = JSON.stringify([server, enabled, tools[server] ?? null]);
        let known = shared.get(key);
        if (known === undefined) {
          known = this.#countOne(policy, client, server);
          shared.set(key, known);
          decisions += this.#definitions.of(server).approved.size;
        }
        cells.push({ client, server, ...known.cell });
        listed.set(client, (listed.get(client) ?? 0) + known.listed);
        if (decisions < decisionsAtOnce) continue;
        decisions = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return { cells, listed };
  }

  /** A changed definition is withheld from lists, whatever the rules say. */
  #countOne(policy: CompiledPolicy, client: string, server: string) {
    const { approved, changed } = this.#definitions.of(server);
    const cell = countCell(policy, client, server, approved.keys());
    const withheld = countCell(policy, client, server, changed.keys());
    const listed = cell.allowed + cell.asked - withheld.allowed - withheld.asked;
    return { cell, listed };
  }
}
