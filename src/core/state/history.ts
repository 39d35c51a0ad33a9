import type { Database } from '../database.ts';

/** One registry that was in force. */
export interface HistoryEntry {
  /** Wall time in microseconds. */
  atUs: number;
  revision: number;
  /** Of the file, in hex. */
  sha256: string;
  /** Who put it in force and through which door, such as `operator/socket`. */
  actor: string;
  /** The file with every secret taken out, or null where it was not kept. */
  text: string | null;
  /** What it changed, for people. */
  lines: readonly string[];
  /** The same as cells of the access matrix; JSON values of management's own form. */
  changes: readonly unknown[];
}

/** What is known of a revision only once it is in force. */
export type Explanation = Pick<HistoryEntry, 'actor' | 'lines' | 'changes'>;

/** What the registry was and when: for undo and for reading a rule that an old audit row names. */
export interface History {
  append(entry: HistoryEntry): void;
  /** Says of a revision who made it and what it changed; does nothing where it was not kept. */
  explain(revision: number, told: Explanation): void;
  /** Newest first, at most `limit`, below the revision `before` where one is given. */
  latest(limit: number, before?: number): HistoryEntry[];
  find(sha256: string): HistoryEntry | undefined;
  at(revision: number): HistoryEntry | undefined;
}

interface Row {
  at_us: number;
  revision: number;
  sha256: string;
  actor: string;
  text: string | null;
  lines: string | null;
  changes: string | null;
}

/** The `history` table of state.db. */
export function createHistory(db: Database): History {
  const insert = db.prepare<[number, number, string, string, string | null, string, string]>(
    'INSERT INTO history (at_us, revision, sha256, actor, text, lines, changes) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const explain = db.prepare<[string, string, string, number]>(
    'UPDATE history SET actor = ?, lines = ?, changes = ? WHERE revision = ?',
  );
  const newest = db.prepare<[number, number], Row>(
    'SELECT * FROM history WHERE revision < ? ORDER BY id DESC LIMIT ?',
  );
  const bySha256 = db.prepare<[string], Row>(
    'SELECT * FROM history WHERE sha256 = ? ORDER BY id DESC LIMIT 1',
  );
  const byRevision = db.prepare<[number], Row>(
    'SELECT * FROM history WHERE revision = ? ORDER BY id DESC LIMIT 1',
  );
  return {
    append: ({ atUs, revision, sha256, actor, text, lines, changes }) =>
      void insert.run(
        atUs,
        revision,
        sha256,
        actor,
        text,
        JSON.stringify(lines),
        JSON.stringify(changes),
      ),
    explain: (revision, { actor, lines, changes }) =>
      void explain.run(actor, JSON.stringify(lines), JSON.stringify(changes), revision),
    latest: (limit, before = Number.MAX_SAFE_INTEGER) => newest.all(before, limit).map(toEntry),
    find: (sha256) => {
      const row = bySha256.get(sha256);
      return row && toEntry(row);
    },
    at: (revision) => {
      const row = byRevision.get(revision);
      return row && toEntry(row);
    },
  };
}

function toEntry(row: Row): HistoryEntry {
  return {
    atUs: row.at_us,
    revision: row.revision,
    sha256: row.sha256,
    actor: row.actor,
    text: row.text,
    lines: listOf(row.lines).map(String),
    changes: listOf(row.changes),
  };
}

/** Rows of older versions have none. */
function listOf(json: string | null): unknown[] {
  const value: unknown = json === null ? [] : JSON.parse(json);
  return Array.isArray(value) ? value : [];
}
