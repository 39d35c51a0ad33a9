import type { Database, Statement } from '../database.ts';
import type { Frame } from './frame.ts';

/** The body is bound as bytes: SQLite takes them for the UTF-8 that they are. */
const values = '(?,?,CAST(? AS TEXT),?,?,?,?,?,?,?,?,?)';

/** Rows that one statement takes: a fifth of what a row costs is the way into SQLite. */
export const framesTogether = 8;

/** Puts frames into a table `entry`. */
export class InsertFrames {
  readonly #one: Statement;
  readonly #many: Statement;

  constructor(database: Database) {
    this.#one = database.prepare(`INSERT INTO entry VALUES ${values}`);
    const lists = Array.from({ length: framesTogether }, () => values);
    this.#many = database.prepare(`INSERT INTO entry VALUES ${lists.join(',')}`);
  }

  /** In this order. Throws what SQLite throws. */
  insert(frames: readonly Frame[]): void {
    let at = 0;
    for (; at + framesTogether <= frames.length; at += framesTogether) {
      this.#many.run(frames.slice(at, at + framesTogether).flatMap(columnsOf));
    }
    for (const frame of frames.slice(at)) this.#one.run(columnsOf(frame));
  }
}

function columnsOf({ seq, hash, callId, body, row }: Frame): unknown[] {
  const { atUs, kind, parentSeq, client, server, item, decision, code } = row;
  return [seq, hash, body, atUs, kind, callId, parentSeq, client, server, item, decision, code];
}
