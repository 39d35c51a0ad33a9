import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Durability } from '../database.ts';
import type { Logger } from '../log.ts';
import { Anchor, type AnchoredHead } from './anchor.ts';
import type { AuditLog } from './audit-log.ts';
import { Ballast } from './ballast.ts';
import { BodyWriter } from './body.ts';
import { CommitQueue } from './commit-queue.ts';
import { Health } from './health.ts';
import { Hmac } from './hmac.ts';
import { Journal } from './journal.ts';
import { JournaledAuditLog } from './journaled-audit-log.ts';
import { SegmentFeed } from './segment-feed.ts';
import type { AuditThreads } from './threads.ts';
import type { Recovered } from './writer.ts';

export interface AuditLimits {
  readonly segmentBytes: number;
  readonly queueRows: number;
  readonly queueMs: number;
  readonly backlogBytes: number;
  readonly ballastBytes: number;
  readonly gatherBytes: number;
  readonly gatherMs: number;
  readonly restMs: number;
  readonly retryMs: number;
  readonly anchorEveryMs: number;
}

export interface AuditLogOptions {
  /** `<data>/audit`. */
  readonly dir: string;
  readonly databaseId: string;
  /** 32 bytes. */
  readonly hmacKey: Uint8Array;
  readonly durability: Durability;
  /** Names this start of the engine; goes into every row. */
  readonly boot: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onAnchor?: (head: AnchoredHead) => void;
  readonly threads: AuditThreads;
  readonly limits?: Partial<AuditLimits>;
}

const defaults: AuditLimits = {
  segmentBytes: 268_435_456,
  queueRows: 4_096,
  queueMs: 5_000,
  backlogBytes: 67_108_864,
  ballastBytes: 16_777_216,
  gatherBytes: 524_288,
  gatherMs: 30_000,
  restMs: 30_000,
  retryMs: 500,
  // Together with the time that rows gather: within a minute.
  anchorEveryMs: 30_000,
};

/**
 * Opens the log and settles what the last run left: rows in the journal move into the segments, and every intent without an
 * outcome gets `unknown`. Rejects with `audit_unavailable`, or `module_missing` without better-sqlite3.
 */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { clock, databaseId, dir, durability, hmacKey } = options;
  const limits = { ...defaults, ...options.limits };
  const health = new Health(options.log, clock);
  const later: { log: JournaledAuditLog | null } = { log: null };
  const feed = new SegmentFeed({
    ...limits,
    thread: options.threads.writer,
    data: { dir, databaseId, hmacKey, durability },
    health,
    clock,
    onFull: (segment) => later.log?.beginSegment(segment + 1),
    onStored: (head) => anchor?.notice(head),
  });
  const onAnchor = options.onAnchor;
  const anchor =
    onAnchor === undefined
      ? null
      : new Anchor({
          databaseId,
          clock,
          // Under `crash` a sync is extra work, so it is done as rarely as is allowed.
          everyMs: durability === 'power-loss' ? 1_000 : limits.anchorEveryMs,
          sync: () => feed.sync(),
          onAnchor,
        });
  const recovered = recover(feed);
  const journal = new Journal(dir, recovered);
  feed.attach(journal);
  const ballast = new Ballast(dir, limits.ballastBytes);
  const queue = new CommitQueue({
    ...limits,
    journal,
    durability,
    ballast,
    health,
    clock,
    onCommitted: () => feed.notice(),
    onAbandoned: (row, seq) => later.log?.settleAbandoned(row, seq),
  });
  const log = new JournaledAuditLog({
    ...{ queue, feed, health, journal, anchor, clock, log: options.log },
    reserveBytes: ballast.neededBytes,
    bodies: new BodyWriter(clock, options.boot, recovered.lastUs),
    hmac: new Hmac(hmacKey),
  });
  later.log = log;
  queue.holdReserve();
  await log.begin(recovered);
  return log;
}

function recover(feed: SegmentFeed): Recovered {
  try {
    return feed.recover();
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'module_missing') throw cause;
    throw new AppError('audit_unavailable', 'The audit log cannot be opened', { cause });
  }
}
