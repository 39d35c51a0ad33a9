import type { Progress, VerifyFault, VerifyReport } from './audit-reader.ts';
import { genesis, RowHasher } from './chain.ts';
import type { LogPart } from './log-part.ts';
import { LogView } from './log-view.ts';
import { findWrongColumn, type StoredRow } from './projection-check.ts';
import { partOf } from './seq-range.ts';

/** A head that was kept outside of the log. */
export interface ExpectedHead {
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
}

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
  let fault: VerifyFault | null = null;
  for (const [index, part] of view.parts.entries()) {
    fault = checkSegmentNumber(part, index, walk.seq) ?? checkFirstRow(part, walk.seq);
    const statement = part.database.prepare<[number, number], StoredRow>(selectRows).raw();
    while (fault === null && walk.seq < part.lastSeq) {
      const before = walk.seq;
      for (const row of statement.all(walk.seq, part.lastSeq)) {
        fault = walk.step(row);
        if (fault !== null) break;
      }
      if (walk.seq === before) fault ??= missing(before + 1);
      yield { done: walk.seq, total };
    }
    if (fault !== null) break;
  }
  fault = fault === null ? checkHead(view, walk.seq, expected) : lookFurther(view, walk, fault);
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

  step(row: StoredRow): VerifyFault | null {
    const [seq, storedHash, body, atUs] = row;
    const expected = this.seq + 1;
    if (seq !== expected) return missing(expected);
    const hash = this.#hasher.hash(this.hash, seq, body);
    if (hash.toUpperCase() !== storedHash) {
      return {
        seq,
        kind: 'row_altered',
        reason: 'the hash does not match the row and the one before it',
        storedHash: storedHash.toLowerCase(),
        contentHash: hash,
      };
    }
    const column = findWrongColumn(row);
    if (column !== null)
      return { seq, kind: 'column_altered', reason: `the column ${column} differs from the body` };
    if (atUs < this.#lastUs) this.clockBackwards += 1;
    this.#lastUs = atUs;
    this.seq = seq;
    this.hash = hash;
    return null;
  }
}

/** Rows in which the end of an older run is looked for. */
const endRows = 5_000;

/**
 * Whether the log ended with an orderly stop before the engine that noticed the loss was started: then it is a whole older copy,
 * else its end was cut off.
 */
function endsWhole(view: LogView): boolean {
  let alarmed: string | null = null;
  for (const { database, lastSeq } of [...view.parts].reverse()) {
    const after = lastSeq - endRows;
    alarmed ??=
      database
        .prepare<[number], string>(
          "SELECT body ->> 'boot' FROM entry WHERE seq > ? AND kind = 'history.alarm' ORDER BY seq DESC LIMIT 1",
        )
        .pluck()
        .get(after) ?? null;
    const end = database
      .prepare<[number, string | null], string>(
        "SELECT kind FROM entry WHERE seq > ? AND body ->> 'boot' IS NOT ? ORDER BY seq DESC LIMIT 1",
      )
      .pluck()
      .get(after, alarmed);
    if (end !== undefined) return end === 'engine.stopped';
  }
  return false;
}

function missing(seq: number): VerifyFault {
  return { seq, kind: 'row_missing', reason: 'the row is missing' };
}

/** Whether two neighbours changed places, and whether what comes after a bad row still stands on its stored hash. */
function lookFurther(view: LogView, walk: ChainWalk, fault: VerifyFault): VerifyFault {
  if (fault.kind !== 'row_altered' || fault.storedHash === undefined) return fault;
  if (fault.seq === 1) return { ...fault, kind: 'other_database' };
  const [bad, next] = [rowAt(view, fault.seq), rowAt(view, fault.seq + 1)];
  if (bad === null || next === null) return { ...fault, restIntact: true };
  const hasher = new RowHasher();
  const first = hasher.hash(walk.hash, fault.seq, next.body);
  const second = hasher.hash(first, fault.seq + 1, bad.body);
  if (first === next.hash && second === bad.hash) {
    const reason = `the row and row ${fault.seq + 1} have changed places`;
    return { ...fault, kind: 'rows_swapped', reason };
  }
  // Either the row was edited, or only its hash: in both cases what follows may still stand.
  const restIntact = [fault.storedHash, fault.contentHash ?? ''].some(
    (hash) => hasher.hash(hash, next.seq, next.body) === next.hash,
  );
  return { ...fault, restIntact };
}

function rowAt(view: LogView, seq: number): { seq: number; hash: string; body: string } | null {
  const found = partOf(view, seq)
    ?.database.prepare<[number], { seq: number; hash: string; body: string }>(
      'SELECT seq, lower(hex(hash)) AS hash, body FROM entry WHERE seq = ?',
    )
    .get(seq);
  return found ?? null;
}

function checkSegmentNumber(
  { segment }: LogPart,
  index: number,
  lastSeq: number,
): VerifyFault | null {
  if (segment === null || segment.number === index + 1) return null;
  const reason = `segment ${index + 1} is missing`;
  return { seq: lastSeq + 1, kind: 'segment_missing', reason };
}

/** A row ahead of where the part begins is passed over by the walk, yet whoever looks into the file finds it. */
function checkFirstRow({ database }: LogPart, lastSeq: number): VerifyFault | null {
  const first = database.prepare<[], number>('SELECT min(seq) FROM entry').pluck().get() ?? 0;
  if (first > lastSeq) return null;
  const reason = `the row stands in a part of the log that begins with row ${lastSeq + 1}`;
  return { seq: first, kind: 'row_added', reason };
}

function checkHead(
  view: LogView,
  lastSeq: number,
  expected: ExpectedHead | null,
): VerifyFault | null {
  if (expected === null || expected.seq === 0) return null;
  if (expected.seq > lastSeq) {
    const reason = `the log ends here, but row ${expected.seq} was anchored`;
    return { seq: lastSeq + 1, kind: endsWhole(view) ? 'rolled_back' : 'tail_cut', reason };
  }
  const hash = view.hashAt(expected.seq)?.toString('hex');
  if (hash === expected.hash) return null;
  return {
    seq: expected.seq,
    kind: 'forked',
    reason: 'the row is not the one that was anchored',
    storedHash: hash ?? '',
    contentHash: expected.hash,
  };
}
