import { z } from 'zod';
import { method, nothing, taskId, timeUs } from './contract-method.ts';

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
  refused: z.boolean().optional(),
});

/** One stored row; `body` is the exact text that was hashed. */
export const auditRow = z.strictObject({
  seq: z.number().int().positive(),
  hash: z.string(),
  body: z.string(),
});

const page = z
  .strictObject({
    before: z.number().int().positive().optional(),
    after: z.number().int().nonnegative().optional(),
    limit: z.number().int().min(1).max(1_000).default(100),
  })
  .refine((given) => given.before === undefined || given.after === undefined, {
    message: 'before and after exclude each other',
    path: ['after'],
  });

export const verifyReport = z.strictObject({
  ok: z.boolean(),
  rows: z.number().int(),
  segments: z.number().int(),
  firstBad: z.strictObject({ seq: z.number().int(), reason: z.string() }).nullable(),
  headSeq: z.number().int(),
  headHash: z.string(),
  /** Rows that are older, by their wall clock, than the row before them. */
  clockBackwards: z.number().int(),
  durationMs: z.number(),
});

export const auditContract = {
  query: method(
    z.strictObject({ filter: auditFilter.default({}), page: page.prefault({}) }),
    z.strictObject({ rows: z.array(auditRow), next: z.number().int().nullable() }),
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
  /** Writes a file on the engine's machine. Over HTTP `path` is a bare name inside the data directory's exports. */
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
      sha256: z.string(),
    }),
  ),
  verify: method(z.strictObject({ task: taskId }), verifyReport),
  /** Ends an alarm: tokens work again, and a row says who took it upon themselves and why. */
  acknowledge: method(z.strictObject({ reason: z.string().trim().min(1).max(1_000) }), nothing),
} as const;

export type AuditFilterInput = z.output<typeof auditFilter>;
export type AuditRowView = z.output<typeof auditRow>;
