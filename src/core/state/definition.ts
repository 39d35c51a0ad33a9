/** One tool definition as a server gave it, byte for byte. */
export interface Definition {
  name: string;
  /** SHA-256 (hex) over canonical JSON of the whole definition. */
  sha256: string;
  /** The definition's JSON as the server sent it. */
  json: string;
}

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

/** Observed and approved definitions (state.db), with an in-memory view: the catalog of every list. */
export interface DefinitionStore {
  /** Grows by one whenever what any client may be served has changed. */
  readonly revision: number;
  of(serverId: string): ServerDefinitions;
  /** Records a complete tools/list. Under `first_use` the first snapshot of a server is approved, later ones are not. */
  observe(
    serverId: string,
    tools: readonly Definition[],
    refused: ReadonlyMap<string, string>,
    trust: 'first_use' | 'review',
  ): ObserveResult;
  /** Approves what is pending or changed: all, or the names given. Returns the names approved. */
  approve(serverId: string, names?: readonly string[]): string[];
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
