import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toWire } from '../../shared/errors.ts';
import { sqliteCode } from '../database.ts';
import { activityOf, recentActivity } from './activity.ts';
import type { Progress } from './audit-reader.ts';
import { CallBlocks } from './call-blocks.ts';
import { exportView } from './export-log.ts';
import { systemCode } from './health.ts';
import { LogView } from './log-view.ts';
import { pageSteps } from './query.ts';
import type {
  ReaderAnswers,
  ReaderData,
  ReaderMessage,
  ReaderReply,
  ReaderRequest,
} from './reader-messages.ts';
import { proveRow } from './row-proof.ts';
import { latencyStats } from './stats.ts';
import { StoredCallsReader } from './stored-calls-reader.ts';
import { verifyView } from './verify.ts';

type Answer = ReaderAnswers[keyof ReaderAnswers];

/** Room for the calls of two and a half million rows. It is given back with the thread, which ends when nobody asks. */
const keptBytes = 33_554_432;
/** Of 19: a quarter of the share that a thread of calls gets, where both want the same core. */
const niceness = 6;
/** How far a long request must have come since the last report. */
const progressRows = 10_000;

function* work(
  view: LogView,
  data: ReaderData,
  request: ReaderRequest,
  blocks: CallBlocks,
): Generator<Progress | undefined, Answer> {
  switch (request.type) {
    case 'query':
      return yield* pageSteps(view, request.filter, request.page);
    case 'row':
      return proveRow(view, data.dir, data.databaseId, request.seq);
    case 'activity':
      return yield* activityOf(view, blocks, request.filter, request.buckets, request.nowUs);
    case 'stats':
      return yield* latencyStats(view, blocks, request.filter);
    case 'recent':
      return yield* recentActivity(view, blocks, request.bucketUs, request.buckets, request.nowUs);
    case 'export':
      return yield* exportView(view, { ...request, databaseId: data.databaseId });
    case 'verify': {
      const startMs = performance.now();
      const report = yield* verifyView(view, data.databaseId, request.expectedHead);
      return { ...report, durationMs: Math.round(performance.now() - startMs) };
    }
  }
}

/** SQLite and the file system fail with codes of their own; a path that cannot be written is the caller's. */
function toFailure(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code !== null) {
    return new AppError('audit_corrupt', `The audit log cannot be read (${code})`, {
      cause: error,
    });
  }
  const isSystem = error instanceof Error && 'syscall' in error;
  if (!isSystem) return error;
  return new AppError('invalid_input', `The file cannot be used (${systemCode(error)})`, {
    cause: error,
  });
}

/**
 * Calls come first: where every core is busy, the questions of people wait. Linux alone has a priority per thread; elsewhere this
 * would be the whole process's.
 */
function giveWayToCalls(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, niceness);
  } catch {
    // A sandbox may forbid it: then both have the same share.
  }
}

const port = parentPort;
if (port !== null) {
  giveWayToCalls();
  const data: ReaderData = workerData;
  const aborted = new Set<number>();
  // What is kept of the log between questions, for as long as the thread lives.
  const blocks = new CallBlocks(keptBytes, new StoredCallsReader(data.dir));
  const reply = (message: ReaderReply): void => port.postMessage(message);

  /** Gives way after each batch, so that a page is not kept waiting by an export. */
  const run = async (id: number, request: ReaderRequest): Promise<Answer> => {
    const view = new LogView(data.dir, data.databaseId);
    const steps = work(view, data, request, blocks);
    let reported = 0;
    try {
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        const progress = step.value;
        if (progress !== undefined && progress.done >= reported + progressRows) {
          reported = progress.done;
          reply({ type: 'progress', id, progress });
        }
        await new Promise((resolve) => setImmediate(resolve));
        if (aborted.delete(id)) throw new AppError('internal', 'aborted');
      }
    } finally {
      // Ends a generator that was left in the middle: an export removes its partial file.
      steps.return({ rows: [], next: null });
      view.close();
    }
  };

  port.on('message', (message: ReaderMessage) => {
    const { id } = message;
    if (message.type === 'abort') {
      aborted.add(id);
      return;
    }
    run(id, message.request)
      .then(
        (value) => reply({ type: 'done', id, value }),
        (error: unknown) => reply({ type: 'failed', id, error: toWire(toFailure(error)) }),
      )
      .finally(() => aborted.delete(id));
  });
}
