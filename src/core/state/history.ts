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
}

/** What the registry was and when: for undo and for reading a rule that an old audit row names. */
export interface History {
  append(entry: HistoryEntry): void;
  /** Newest first, at most `limit`. */
  latest(limit: number): HistoryEntry[];
  find(sha256: string): HistoryEntry | undefined;
}

interface Row {
  at_us: number;
  revision: number;
  sha256: string;
  actor: string;
  text: string | null;
}

/** The `history` table of state.db. */
export function createHistory(db: Database): History {
  const insert = db.prepare<[number, number, string, string, string | null]>(
    'INSERT INTO history (at_us, revision, sha256, actor, text) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = db.prepare<[number], Row>('SELECT * FROM history ORDER BY id DESC LIMIT ?');
  const bySha256 = db.prepare<[string], Row>(
    'SELECT * FROM history WHERE sha256 = ? ORDER BY id DESC LIMIT 1',
  );
  return {
    append: ({ atUs, revision, sha256, actor, text }) =>
      void insert.run(atUs, revision, sha256, actor, text),
    latest: (limit) => newest.all(limit).map(toEntry),
    find: (sha256) => {
      const row = bySha256.get(sha256);
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
  };
}
