import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { decide } from '../policy/decide.ts';
import type { DefinitionStore } from '../state/definition.ts';

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

/** Every granted cell. Clients whose rules read the same share one count; it rests often, since a call must not wait for it. */
export class AccessCounter {
  readonly #definitions: Pick<DefinitionStore, 'of' | 'revision'>;
  #kept: { policy: CompiledPolicy; revision: number; cells: Promise<CountedCell[]> } | null = null;

  constructor(definitions: Pick<DefinitionStore, 'of' | 'revision'>) {
    this.#definitions = definitions;
  }

  /** Counted once per registry and definitions. */
  cells(policy: CompiledPolicy): Promise<CountedCell[]> {
    const { revision } = this.#definitions;
    if (this.#kept?.policy !== policy || this.#kept.revision !== revision)
      this.#kept = { policy, revision, cells: this.#count(policy) };
    return this.#kept.cells;
  }

  async #count(policy: CompiledPolicy): Promise<CountedCell[]> {
    const { clients, servers } = policy.snapshot;
    const shared = new Map<string, CellCount>();
    const cells: CountedCell[] = [];
    let decisions = 0;
    for (const [client, { enabled, allow_servers, tools }] of clients) {
      for (const server of new Set(allow_servers)) {
        if (!servers.has(server)) continue;
        const key = JSON.stringify([server, enabled, tools[server] ?? null]);
        let count = shared.get(key);
        if (count === undefined) {
          const names = this.#definitions.of(server).approved;
          count = countCell(policy, client, server, names.keys());
          shared.set(key, count);
          decisions += names.size;
        }
        cells.push({ client, server, ...count });
        if (decisions < decisionsAtOnce) continue;
        decisions = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return cells;
  }
}
