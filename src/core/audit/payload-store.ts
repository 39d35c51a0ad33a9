import { dirname, join } from 'node:path';
import { type Database, type Durability, openDatabase, type Statement } from '../database.ts';

/** Captured bytes, apart from the hashed rows, so that they can be erased without touching the chain. */
export class PayloadStore {
  readonly #database: Database;
  readonly #insert: Statement;

  /** `payload.db` lies beside the audit directory. */
  constructor(auditDir: string, durability: Durability) {
    this.#database = openDatabase(join(dirname(auditDir), 'payload.db'), { durability });
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS payload (digest BLOB PRIMARY KEY, kind TEXT, bytes BLOB, captured_us INTEGER) STRICT',
    );
    this.#insert = this.#database.prepare('INSERT OR IGNORE INTO payload VALUES (?,?,?,?)');
  }

  /** `hmac` is the digest in the row that the bytes belong to, hex. Equal bytes are kept once. */
  put(hmac: string, kind: 'args' | 'result', bytes: Buffer, capturedUs: number): void {
    this.#insert.run(Buffer.from(hmac, 'hex'), kind, bytes, capturedUs);
  }

  close(): void {
    this.#database.close();
  }
}
