import type { Database } from '../database.ts';
import type { SegmentFile } from './segment.ts';

/** A table `entry` that holds part of the log. What is asked of many rows is prepared once. */
export class LogPart {
  readonly database: Database;
  /** Null: rows that are still in the journal. */
  readonly segment: SegmentFile | null;
  /** Rows above it are not part of the view. */
  readonly lastSeq: number;
  #times: ReturnType<typeof selectTime> | null = null;
  #hashes: ReturnType<typeof selectHash> | null = null;
  #calls: ReturnType<typeof selectOfCall> | null = null;

  constructor(database: Database, segment: SegmentFile | null, lastSeq: number) {
    this.database = database;
    this.segment = segment;
    this.lastSeq = lastSeq;
  }

  /** Wall time of a row in microseconds, or of the last one before it; null where there is none. */
  timeAt(seq: number): number | null {
    this.#times ??= selectTime(this.database);
    return this.#times.get(seq) ?? null;
  }

  /** The hash of a row; null where it is not here. */
  hashAt(seq: number): Buffer | null {
    this.#hashes ??= selectHash(this.database);
    return this.#hashes.get(seq) ?? null;
  }

  /** The first row of a kind that a call has here; null where it has none. */
  rowOfCall(callId: Buffer, kind: string): { seq: number; body: string } | null {
    this.#calls ??= selectOfCall(this.database);
    return this.#calls.get(callId, kind) ?? null;
  }
}

function selectTime(database: Database) {
  return database
    .prepare<[number], number>('SELECT at_us FROM entry WHERE seq <= ? ORDER BY seq DESC LIMIT 1')
    .pluck();
}

function selectHash(database: Database) {
  return database.prepare<[number], Buffer>('SELECT hash FROM entry WHERE seq = ?').pluck();
}

function selectOfCall(database: Database) {
  return database.prepare<[Buffer, string], { seq: number; body: string }>(
    'SELECT seq, body FROM entry WHERE call_id = ? AND kind = ?',
  );
}
