import type { Progress, VerifyReport } from './audit-reader.ts';
import { genesis, RowHasher } from './chain.ts';
import { type LogPart, LogView } from './log-view.ts';
import { findWrongColumn, type StoredRow } from './projection-check.ts';

/** A head that was kept outside of the log. */
export interface ExpectedHead {
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
}

type Fault = NonNullable<VerifyReport['firstBad']>;

const batchRows = 2_000;
const selectRows = `SELECT seq, hex(hash), body, at_us, kind, hex(call_id), parent_seq,
  client_id, server_id, item, decision, code
  FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ${batchRows}`;

/** Reads the whole log and stops at the first row that is not what the chain says. Yields between batches. */
export function* verifyView(
  view: LogView,
  databaseId: string,
  expected: ExpectedHead | null,
): Generator<Progress, Omit<VerifyReport, 'durationMs'>> {
  const start = genesis(databaseId);
  const walk = new ChainWalk(start.hash.toString('hex'));
  const total = view.head.seq;
  let fault: Fault | null = null;
  for (const [index, part] of view.parts.entries()) {
    fault = checkSegmentNumber(part, index, walk.seq);
    const statement = part.database.prepare<[number, number], StoredRow>(selectRows).raw();
    while (fault === null && walk.seq < part.lastSeq) {
      const before = walk.seq;
      for (const row of statement.all(walk.seq, part.lastSeq)) {
        fault = walk.step(row);
        if (fault !== null) break;
      }
      if (walk.seq === before) fault ??= { seq: before + 1, reason: 'the row is missing' };
      yield { done: walk.seq, total };
    }
    if (fault !== null) break;
  }
  fault ??= checkHead(view, walk.seq, expected);
  return {
    ok: fault === null,
    rows: walk.seq,
    segments: view.parts.filter(({ segment }) => segment !== null).length,
    firstBad: fault,
    headSeq: walk.seq,
    headHash: walk.hash,
    clockBackwards: walk.clockBackwards,
  };
}

/**
 * Verifies the files of a log, without an engine or beside one. With `expectedHead` a log that was cut or rolled back is
 * found too. Rejects with the signal's reason when aborted.
 */
export async function verifyAudit(
  dir: string,
  databaseId: string,
  options: {
    expectedHead?: ExpectedHead | null;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  } = {},
): Promise<VerifyReport> {
  const startMs = performance.now();
  const view = new LogView(dir, databaseId);
  try {
    const steps = verifyView(view, databaseId, options.expectedHead ?? null);
    for (;;) {
      const step = steps.next();
      if (step.done) return { ...step.value, durationMs: Math.round(performance.now() - startMs) };
      options.onProgress?.(step.value);
      await new Promise((resolve) => setImmediate(resolve));
      options.signal?.throwIfAborted();
    }
  } finally {
    view.close();
  }
}

/** The chain from row to row. */
class ChainWalk {
  readonly #hasher = new RowHasher();
  seq = 0;
  /** Hex. */
  hash: string;
  clockBackwards = 0;
  #lastUs = 0;

  constructor(start: string) {
    this.hash = start;
  }

  step(row: StoredRow): Fault | null {
    const [seq, storedHash, body, atUs] = row;
    const expected = this.seq + 1;
    if (seq !== expected) return { seq: expected, reason: 'the row is missing' };
    const hash = this.#hasher.hash(this.hash, seq, body);
    if (hash.toUpperCase() !== storedHash) {
      return { seq, reason: 'the hash does not match the row and the one before it' };
    }
    const column = findWrongColumn(row);
    if (column !== null) return { seq, reason: `the column ${column} differs from the body` };
    if (atUs < this.#lastUs) this.clockBackwards += 1;
    this.#lastUs = atUs;
    this.seq = seq;
    this.hash = hash;
    return null;
  }
}

function checkSegmentNumber({ segment }: LogPart, index: number, lastSeq: number): Fault | null {
  if (segment === null || segment.number === index + 1) return null;
  return { seq: lastSeq + 1, reason: `segment ${index + 1} is missing` };
}

function checkHead(view: LogView, lastSeq: number, expected: ExpectedHead | null): Fault | null {
  if (expected === null || expected.seq === 0) return null;
  if (expected.seq > lastSeq) {
    return { seq: lastSeq + 1, reason: `the log ends here, but row ${expected.seq} was anchored` };
  }
  const hash = view.hashAt(expected.seq)?.toString('hex');
  if (hash === expected.hash) return null;
  return { seq: expected.seq, reason: 'the row is not the one that was anchored' };
}
