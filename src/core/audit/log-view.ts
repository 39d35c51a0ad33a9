import { type Database, openDatabase, openMemoryDatabase } from '../database.ts';
import { genesis, type Head } from './chain.ts';
import { InsertFrames } from './insert-frames.ts';
import { linkTail, readRuns } from './journal-files.ts';
import { LogPart } from './log-part.ts';
import { listSegments, readHead, segmentSchema } from './segment.ts';

/**
 * The whole log as it is at one moment, oldest part first: the segments, and as one part more the rows of the journal that
 * have not reached a segment. A row that was durable before the view was opened is in it. Read-only; close it soon.
 */
export class LogView {
  readonly parts: readonly LogPart[];
  readonly head: Head;

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
        parts.push(new LogPart(database, segment, last.seq));
      }
      const tail = linkTail(runs, head);
      const last = tail.at(-1);
      if (last !== undefined) {
        const database = openMemoryDatabase();
        parts.push(new LogPart(database, null, last.seq));
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
    return this.parts.find(({ lastSeq }) => lastSeq >= seq)?.hashAt(seq) ?? null;
  }

  /** Whether this row is in the view. The chain says then that all rows before it are the same, too. */
  holds({ seq, hash }: { readonly seq: number; readonly hash: Uint8Array }): boolean {
    return this.hashAt(seq)?.equals(hash) ?? false;
  }

  close(): void {
    for (const { database } of this.parts) database.close();
  }
}

/** A segment whose creation was interrupted has no table yet. */
function hasEntries(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'entry'").get() !== undefined;
}
