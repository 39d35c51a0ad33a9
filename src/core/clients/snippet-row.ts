/** What a snippet is made of. `url` carries the literal 127.0.0.1 (TR-3). */
export interface SnippetFacts {
  readonly url: string;
  readonly token: string;
  /** The client's id in the registry: the bridge takes it as an argument. */
  readonly clientId: string;
}

/** One AI client application: where its configuration lives, and how an entry for this gateway looks in it. */
export interface SnippetRow {
  /** Name for `--app`. */
  readonly app: string;
  readonly title: string;
  /** Where it keeps its servers; empty where that was not verified. */
  readonly file: string;
  readonly format: 'json' | 'toml' | 'yaml' | 'text';
  readonly notes: readonly string[];
  /** Why what it takes cannot work with this version, and what can. */
  readonly unusable?: string;
  /** How many tools it hands to its model at most, where that is known. */
  readonly toolLimit?: number;
  readonly render: (facts: SnippetFacts) => string;
}

export const bearer = (facts: SnippetFacts) => ({ Authorization: `Bearer ${facts.token}` });

export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The shape that most clients share: `mcpServers` with url and headers, plus what one client asks for in front. */
export const mcpServers =
  (extra: Readonly<Record<string, string>> = {}) =>
  (facts: SnippetFacts) =>
    json({ mcpServers: { lmcp: { ...extra, url: facts.url, headers: bearer(facts) } } });
