import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { VerifyReport } from './audit-reader.ts';
import { genesis, RowHasher } from './chain.ts';

const headerSchema = z.object({
  lmcp_audit_export: z.literal(1),
  database_id: z.string(),
  complete: z.boolean(),
  head_seq: z.int(),
  head_hash: z.string(),
});
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const rowSchema = z.object({ seq: z.int().min(1), hash: digest, prev: digest, body: z.string() });
const endSchema = z.object({ rows: z.int() });

type Header = z.infer<typeof headerSchema>;
type Fault = NonNullable<VerifyReport['firstBad']>;

/**
 * Verifies a JSONL export by itself. A complete one proves that no row is changed or missing up to its head; a filtered one
 * proves each of its rows, and the links between neighbours. Rejects with AppError `invalid_input` for another kind of file.
 */
export async function verifyExport(path: string): Promise<VerifyReport & { complete: boolean }> {
  const startMs = performance.now();
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let walk: ExportWalk | null = null;
  for await (const line of lines) {
    if (walk === null) walk = new ExportWalk(parseHeader(line));
    else if (!walk.step(line)) break;
  }
  lines.close();
  if (walk === null) throw new AppError('invalid_input', 'The file is empty');
  return { ...walk.finish(), durationMs: Math.round(performance.now() - startMs) };
}

class ExportWalk {
  readonly #header: Header;
  readonly #hasher = new RowHasher();
  #seq = 0;
  #hash: string;
  #rows = 0;
  #ended = false;
  #fault: Fault | null = null;

  constructor(header: Header) {
    this.#header = header;
    this.#hash = genesis(header.database_id).hash.toString('hex');
  }

  /** False: no further line is wanted. */
  step(line: string): boolean {
    const value = parseJson(line);
    const end = endSchema.safeParse(value);
    if (this.#ended) this.#fault = { seq: this.#seq + 1, reason: 'there is a line after the last' };
    else if (end.success) this.#end(end.data.rows);
    else this.#fault = this.#checkRow(value);
    return this.#fault === null;
  }

  finish(): Omit<VerifyReport, 'durationMs'> & { complete: boolean } {
    const { complete } = this.#header;
    if (!this.#ended) this.#fault ??= { seq: this.#seq + 1, reason: 'the file is cut short' };
    return {
      ok: this.#fault === null,
      rows: this.#rows,
      segments: 0,
      firstBad: this.#fault,
      headSeq: this.#seq,
      headHash: this.#hash,
      complete,
    };
  }

  #checkRow(value: unknown): Fault | null {
    const parsed = rowSchema.safeParse(value);
    if (!parsed.success) return { seq: this.#seq + 1, reason: 'the line is not a row' };
    const { seq, hash, prev, body } = parsed.data;
    const follows = seq === this.#seq + 1;
    if (seq <= this.#seq || (this.#header.complete && !follows)) {
      return { seq: this.#seq + 1, reason: 'the row is missing' };
    }
    if (follows && prev !== this.#hash) {
      return { seq, reason: 'the row does not follow the one before it' };
    }
    if (this.#hasher.hash(prev, seq, body) !== hash) {
      return { seq, reason: 'the hash does not match the row' };
    }
    this.#seq = seq;
    this.#hash = hash;
    this.#rows += 1;
    return null;
  }

  #end(rows: number): void {
    this.#ended = true;
    const { complete, head_seq, head_hash } = this.#header;
    if (rows !== this.#rows) {
      this.#fault = { seq: this.#seq + 1, reason: `${rows} rows were written` };
    } else if (complete && (head_seq !== this.#seq || (head_seq > 0 && head_hash !== this.#hash))) {
      this.#fault = { seq: this.#seq, reason: 'the last row is not the head of the log' };
    }
  }
}

function parseHeader(line: string): Header {
  const header = headerSchema.safeParse(parseJson(line));
  if (!header.success) throw new AppError('invalid_input', 'The file is not a JSONL export');
  return header.data;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
