/** What a server defines: tools, prompts, resources, resource templates, and its one text of instructions. */
export const definitionKinds = ['tool', 'prompt', 'resource', 'template', 'instructions'] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** What a server may be able to do beyond its lists, as it declared at its last start; `subscribe` is to
 * single resources, `tasks` are those of 2025-11-25. */
export const abilities = [
  'tools',
  'prompts',
  'resources',
  'subscribe',
  'completions',
  'logging',
  'tasks',
  'task_extension',
] as const;
export type Ability = (typeof abilities)[number];

/** One definition as a server gave it, byte for byte. */
export interface Definition {
  /** What names it among its kind: a tool's or prompt's name, a resource's URI, a template's text, `instructions`. */
  name: string;
  /** SHA-256 (hex) over canonical JSON of the whole definition. */
  sha256: string;
  /** The definition's JSON as the server sent it. */
  json: string;
}

/** What is known of one kind of definitions of one server. */
export interface ServerDefinitions {
  /** What clients are served. */
  readonly approved: ReadonlyMap<string, Definition>;
  /** Names of approved items whose last observed definition differs: withheld until reviewed. */
  readonly changed: ReadonlyMap<string, Definition>;
  /** Observed and not yet approved. */
  readonly pending: ReadonlyMap<string, Definition>;
  /** Items dropped at observation, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** Wall time (µs) of the last observation, or null. */
  readonly observedUs: number | null;
}

/** One complete list of one kind, checked. */
export interface CheckedList {
  readonly accepted: readonly Definition[];
  /** Name (escaped, or `#<position>` where there is none) -> why it is not offered. */
  readonly refused: ReadonlyMap<string, string>;
}

/** What one reading of a server brought: the lists that were read, and what it declared where that was asked too. */
export interface Reading {
  readonly lists: ReadonlyMap<DefinitionKind, CheckedList>;
  readonly abilities?: ReadonlySet<Ability>;
}

/** Observed and approved definitions (state.db), with an in-memory view: the catalog of every list. */
export interface DefinitionStore {
  /** Grows by one whenever what any client may be served has changed. */
  readonly revision: number;
  /** @param kind tools where it is not given. */
  of(serverId: string, kind?: DefinitionKind): ServerDefinitions;
  /** When each item was approved as it is now, in microseconds of wall time; read from the file. */
  approvedTimes(serverId: string, kind: DefinitionKind): ReadonlyMap<string, number>;
  /** What the server declared when it was last read; null before that. */
  abilitiesOf(serverId: string): ReadonlySet<Ability> | null;
  /**
   * Records what was read. Under `first_use` the first reading of a server is approved, later ones are not; resources are data
   * more than definitions, so that under `first_use` each listing of them is. Under `review` nothing is.
   */
  observe(
    serverId: string,
    reading: Reading,
    trust: 'first_use' | 'review',
  ): ReadonlyMap<DefinitionKind, ObserveResult>;
  /** Approves what is pending or changed of one kind (tools where none is given): all, or the names given. Returns the names approved. */
  approve(serverId: string, names?: readonly string[], kind?: DefinitionKind): string[];
  forget(serverId: string): void;
  onChanged(listener: (serverId: string) => void): () => void;
}

/** What this listing brought, by name; what was so before it is not repeated. */
export interface ObserveResult {
  approved: string[];
  changed: string[];
  pending: string[];
  removed: string[];
}
