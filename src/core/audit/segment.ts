import { chmodSync, closeSync, fsyncSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, type Durability, openDatabase, sqliteCode } from '../database.ts';
import type { Head } from './chain.ts';
import type { Frame } from './frame.ts';
import { InsertFrames } from './insert-frames.ts';

/**
 * The triggers are a seat belt; the chain is the proof. Every connection of ours has `recursive_triggers`, so that the one on
 * DELETE stops INSERT OR REPLACE as well: a third trigger on every INSERT would cost a sixth of it.
 */
export const segmentSchema = `
CREATE TABLE entry (
  seq       INTEGER PRIMARY KEY,
  hash      BLOB NOT NULL,
  body      TEXT NOT NULL,
  at_us     INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  call_id   BLOB,
  parent_seq INTEGER,
  client_id TEXT,
  server_id TEXT,
  item      TEXT,
  decision  TEXT,
  code      INTEGER
) STRICT;
CREATE INDEX entry_client ON entry (client_id, seq) WHERE client_id IS NOT NULL;
CREATE INDEX entry_item ON entry (server_id, item, seq) WHERE server_id IS NOT NULL;
CREATE INDEX entry_refused ON entry (seq)
  WHERE decision = 'deny' OR code IS NOT NULL OR kind = 'auth.failed';
CREATE INDEX entry_call ON entry (call_id) WHERE call_id IS NOT NULL;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`;

/** Same condition as the index `entry_refused`, so that SQLite uses it. */
export const refusedCondition = "(decision = 'deny' OR code IS NOT NULL OR kind = 'auth.failed')";

/** 16 MB of WAL: pages of the indexes change often, and are moved once instead of four times. */
const checkpointPages = 4_096;
const filePattern = /^(\d{6})\.db$/;

export interface SegmentFile {
  readonly number: number;
  readonly path: string;
}

/** The segment files of a directory, oldest first; none when the directory is not there. */
export function listSegments(dir: string): SegmentFile[] {
  let names: string[] = [];
  try {
    names = readdirSync(dir);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return names
    .filter((name) => filePattern.test(name))
    .sort()
    .map((name) => ({ number: Number.parseInt(name, 10), path: join(dir, name) }));
}

export function segmentPath(dir: string, number: number): string {
  return join(dir, `${String(number).padStart(6, '0')}.db`);
}

/** One segment open for appending. Only the writer thread holds one. */
export class Segment {
  readonly number: number;
  readonly database: Database;
  readonly #path: string;
  readonly #rows: InsertFrames;
  /** Prepared once: it is asked with every batch. */
  readonly #pages: ReturnType<typeof selectPages>;

  constructor(dir: string, number: number, durability: Durability) {
    this.number = number;
    this.#path = segmentPath(dir, number);
    this.database = openDatabase(this.#path, { durability, pageBytes: 4_096 });
    this.database.pragma(`wal_autocheckpoint = ${checkpointPages}`);
    const isNew = this.database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    if (isNew) this.database.transaction(() => this.database.exec(segmentSchema)).immediate();
    this.#rows = new InsertFrames(this.database);
    this.#pages = selectPages(this.database);
  }

  /** The last row, or null in an empty segment. */
  head(): (Head & { atUs: number }) | null {
    return readHead(this.database);
  }

  insert(frames: readonly Frame[]): void {
    this.#rows.insert(frames);
  }

  /** Size of the database, without its WAL. */
  get fileBytes(): number {
    return (this.#pages.get() ?? 0) * 4_096;
  }

  /** Everything committed so far is on the disk, whatever the durability of a commit is. */
  sync(): void {
    syncFile(`${this.#path}-wal`);
    syncFile(this.#path);
  }

  /**
   * Moves the WAL into the file, syncs it and takes away the permission to write. A sealed segment needs no WAL, so it can be
   * read where nothing can be written. While someone reads it this cannot be done: the next start tries again.
   */
  seal(): void {
    this.database.pragma('busy_timeout = 200');
    const sealed = this.#leaveWal();
    this.close();
    syncFile(this.#path);
    if (sealed) chmodSync(this.#path, 0o400);
  }

  #leaveWal(): boolean {
    try {
      return this.database.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
    } catch (error) {
      if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return false;
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }
}

function selectPages(database: Database) {
  return database.prepare<[], number>('PRAGMA page_count').pluck();
}

export function isSealed({ path }: SegmentFile): boolean {
  return (statSync(path).mode & 0o200) === 0;
}

export function readHead(database: Database): (Head & { atUs: number }) | null {
  const row = database
    .prepare<[], { seq: number; hash: Buffer; atUs: number }>(
      'SELECT seq, hash, at_us AS atUs FROM entry ORDER BY seq DESC LIMIT 1',
    )
    .get();
  return row ?? null;
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
