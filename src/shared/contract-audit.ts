import { z } from 'zod';
import { method, nothing, sha256, taskId, timeUs } from './contract-method.ts';

export const auditFilter = z.strictObject({
  /** Inclusive. */
  fromUs: timeUs.optional(),
  /** Exclusive. */
  toUs: timeUs.optional(),
  client: z.string().max(64).optional(),
  server: z.string().max(64).optional(),
  item: z.string().max(256).optional(),
  kind: z.string().max(64).optional(),
  decision: z.enum(['allow', 'deny']).optional(),
  session: z.string().max(64).optional(),
  callId: z.string().max(64).optional(),
  /** Denials, failed authentications, and outcomes that are errors. The latter name no client or server of their own. */
  refused: z.boolean().optional(),
  /** `decisions`: one row for each call, its outcome left out unless it is what failed. */
  rows: z.enum(['all', 'decisions']).optional(),
  /** Stands somewhere in the row's body. Slow over a large log: it is looked for row by row. */
  text: z.string().min(1).max(200).optional(),
});

const outcomeView = z.strictObject({
  seq: z.number().int().positive(),
  /** As in the body: `ok`, `tool_error`, `timeout`, … */
  result: z.string(),
  code: z.number().int().nullable(),
  durationUs: z.number().nullable(),
  delivered: z.boolean().nullable(),
});

/** One stored row. What follows `body` is read from it, null where it has no such member; texts are as they were recorded. */
export const auditRow = z.strictObject({
  seq: z.number().int().positive(),
  hash: z.string(),
  /** The exact text that was hashed. */
  body: z.string(),
  atUs: timeUs,
  kind: z.string(),
  actor: z.strictObject({ type: z.string(), door: z.string() }).nullable(),
  client: z.string().nullable(),
  server: z.string().nullable(),
  item: z.string().nullable(),
  decision: z.string().nullable(),
  rule: z.string().nullable(),
  revision: z.number().nullable(),
  code: z.number().nullable(),
  reason: z.string().nullable(),
  session: z.string().nullable(),
  callId: z.string().nullable(),
  parentSeq: z.number().int().nullable(),
  /** Of an outcome's own row. */
  result: z.string().nullable(),
  durationUs: z.number().nullable(),
  /** How a call ended; where `related` was asked for and it has. */
  outcome: outcomeView.nullable(),
});

const page = z
  .strictObject({
    before: z.number().int().positive().optional(),
    after: z.number().int().nonnegative().optional(),
    limit: z.number().int().min(1).max(1_000).default(100),
    /** Brings each call's outcome, and fills client, server, item and rule of an outcome from its call. */
    related: z.boolean().default(false),
  })
  .refine((given) => given.before === undefined || given.after === undefined, {
    message: 'before and after exclude each other',
    path: ['after'],
  });

const bucket = {
  allowed: z.number().int(),
  /** What LMCP did not let through: denied calls and refused tokens. */
  refused: z.number().int(),
  /** Allowed, and failed on the way or at the server. */
  failed: z.number().int(),
};

const activityTotal = { ...bucket, p50Us: z.number(), p95Us: z.number() };

/** Calls over time. */
export const activity = z.strictObject({
  fromUs: timeUs,
  toUs: timeUs,
  bucketUs: z.number().int().positive(),
  /** Oldest first, as many as were asked for. */
  buckets: z.array(z.strictObject(bucket)),
  total: z.strictObject(activityTotal),
  /** Busiest first, at most 200; `buckets` counts what was allowed. */
  servers: z.array(
    z.strictObject({ server: z.string(), ...activityTotal, buckets: z.array(z.number().int()) }),
  ),
});

/** What was found wrong, for people and for machines. */
export const verifyFinding = z.strictObject({
  seq: z.number().int(),
  reason: z.string(),
  kind: z.enum([
    'row_altered',
    'row_missing',
    'row_added',
    'rows_swapped',
    'column_altered',
    'segment_missing',
    'tail_cut',
    'rolled_back',
    'forked',
    'other_database',
  ]),
  title: z.string(),
  /** What happened, what it means for the other rows, what to do. */
  sentence: z.string(),
  /** Hex; null where there is none to compare. */
  storedHash: z.string().nullable(),
  contentHash: z.string().nullable(),
});

export const verifyReport = z.strictObject({
  ok: z.boolean(),
  rows: z.number().int(),
  segments: z.number().int(),
  firstBad: verifyFinding.nullable(),
  headSeq: z.number().int(),
  headHash: z.string(),
  /** Rows that are older, by their wall clock, than the row before them. */
  clockBackwards: z.number().int(),
  durationMs: z.number(),
});

const link = z.strictObject({ seq: z.number().int(), hash: z.string() }).nullable();

export const auditContract = {
  query: method(
    z.strictObject({ filter: auditFilter.default({}), page: page.prefault({}), task: taskId }),
    z.strictObject({ rows: z.array(auditRow), next: z.number().int().nullable() }),
  ),
  /** One row with what proves it, and with its captured payload where there is one. */
  row: method(
    z.strictObject({ seq: z.number().int().positive() }),
    z.strictObject({
      row: auditRow,
      /** The rows before and after it in the chain; null at the ends. */
      previous: link,
      next: link,
      /** Its content and the hash before it give its hash, and the row after it stands on that. */
      intact: z.boolean(),
      /** The head that is kept outside of the log. */
      anchor: link,
      /** Where that is kept, such as `keychain`. */
      anchoredIn: z.string(),
      /** Captured bytes as text, cut at 256 KiB; null where none were captured or they were erased. */
      payload: z.strictObject({ args: z.string().nullable(), result: z.string().nullable() }),
    }),
  ),
  /** Calls and refusals over time within `fromUs` and `toUs`; without them the whole log until now. */
  histogram: method(
    z.strictObject({
      filter: auditFilter.default({}),
      buckets: z.number().int().min(2).max(240).default(60),
      task: taskId,
    }),
    activity,
  ),
  /** Counts and latency percentiles per server and client. */
  stats: method(
    z.strictObject({ filter: auditFilter.default({}) }),
    z.strictObject({
      stats: z.array(
        z.strictObject({
          server: z.string(),
          client: z.string(),
          calls: z.number().int(),
          denied: z.number().int(),
          p50Us: z.number(),
          p95Us: z.number(),
        }),
      ),
    }),
  ),
  /**
   * Writes a file on the engine's machine; `engine.cancel` with the task ends it and leaves none. Over HTTP `path` is a bare name
   * inside the data directory's exports, and `GET /api/v1/exports/<name>` hands the file out once.
   */
  export: method(
    z.strictObject({
      path: z.string().min(1).max(4_096),
      format: z.enum(['jsonl', 'csv']).default('jsonl'),
      filter: auditFilter.default({}),
      task: taskId,
    }),
    z.strictObject({
      path: z.string(),
      rows: z.number().int(),
      bytes: z.number().int(),
      fromSeq: z.number().int(),
      toSeq: z.number().int(),
      sha256,
    }),
  ),
  /** Every row of the chain; `engine.cancel` with the task ends it. */
  verify: method(z.strictObject({ task: taskId }), verifyReport),
  /** Ends an alarm: tokens work again, and a row says who took it upon themselves and why. */
  acknowledge: method(z.strictObject({ reason: z.string().trim().min(1).max(1_000) }), nothing),
} as const;

export type AuditFilterInput = z.output<typeof auditFilter>;
export type AuditRowView = z.output<typeof auditRow>;
export type VerifyFinding = z.output<typeof verifyFinding>;
