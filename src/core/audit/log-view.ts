import { type Database, openDatabase, openMemoryDatabase } from '../database.ts';
import { genesis, type Head } from './chain.ts';
import { InsertFrames } from './insert-frames.ts';
import { linkTail, readRuns } from './journal-files.ts';
import { listSegments, readHead, type SegmentFile, segmentSchema } from './segment.ts';

/** A table `entry` that holds part of the log. */
export interface LogPart {
  readonly database: Database;
  /** Null: rows that are still in the journal. */
  readonly segment: SegmentFile | null;
  /** Rows above it are not part of the view. */
  readonly lastSeq: number;
}

/**
 * The whole log as it is at one moment, oldest part first: the segments, and as one part more the rows of the journal that
 * have not reached a segment. A row that was durable before the view was opened is in it. Read-only; close it soon.
 */
export class LogView {
  readonly parts: readonly LogPart[];
  readonly head: Head;
  /** Prepared once: the figures ask for a hundred hashes each time. */
  readonly #hashes = new Map<LogPart, ReturnType<typeof selectHash>>();

  constructor(dir: string, databaseId: string) {
    // The journal is read first: what moves into a segment afterwards is then in both, and not in neither.
    const runs = readRuns(dir);
    const parts: LogPart[] = [];
    this.parts = parts;
    let head = genesis(databaseId);
    try {
      for (const segment of listSegments(dir)) {
        const database = openDatabase(segment.path, { readonly: true });
        const last = hasEntries(database) ? readHead(database) : null;
        if (last === null) {
          database.close();
          continue;
        }
        head = last;
        parts.push({ database, segment, lastSeq: last.seq });
      }
      const tail = linkTail(runs, head);
      const last = tail.at(-1);
      if (last !== undefined) {
        const database = openMemoryDatabase();
        parts.push({ database, segment: null, lastSeq: last.seq });
        database.exec(segmentSchema);
        new InsertFrames(database).insert(tail);
        head = { seq: last.seq, hash: Buffer.from(last.hash) };
      }
      this.head = head;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The hash of one row, or null when the view does not hold it. */
  hashAt(seq: number): Buffer | null {
    const part = this.parts.find(({ lastSeq }) => lastSeq >= seq);
    if (part === undefined) return null;
    const statement = this.#hashes.get(part) ?? selectHash(part);
    this.#hashes.set(part, statement);
    return statement.get(seq) ?? null;
  }

  /** Whether this row is in the view. The chain says then that all rows before it are the same, too. */
  holds({ seq, hash }: Head): boolean {
    return this.hashAt(seq)?.equals(hash) ?? false;
  }

  close(): void {
    this.#hashes.clear();
    for (const { database } of this.parts) database.close();
  }
}

function selectHash({ database }: LogPart) {
  return database.prepare<[number], Buffer>('SELECT hash FROM entry WHERE seq = ?').pluck();
}

/** A segment whose creation was interrupted has no table yet. */
function hasEntries(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'entry'").get() !== undefined;
}
