import { z } from 'zod';
import { asGiven, byId, method, nothing, timeUs, wireError } from './contract-method.ts';
import { identifier } from './registry-fields.ts';
import { serverEntry } from './registry-server.ts';

export const connectionView = z.strictObject({
  state: z.string(),
  detail: z.string(),
  pid: z.number().int().nullable(),
  /** Wall time of the last answered tools/list. */
  readyUs: timeUs.nullable(),
  inFlight: z.number().int(),
  restarts: z.number().int(),
  retryAfterMs: z.number().nullable(),
  counters: z.strictObject({
    badLines: z.number().int(),
    unknownIds: z.number().int(),
    lateAnswers: z.number().int(),
    refusedRequests: z.number().int(),
  }),
});

const toolCounts = z.strictObject({
  approved: z.number().int(),
  changed: z.number().int(),
  pending: z.number().int(),
  refused: z.number().int(),
});

export const serverSummary = z.strictObject({
  id: z.string(),
  transport: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  enabled: z.boolean(),
  autostart: z.boolean(),
  /** State of the most telling connection; `disabled` or `broken` where there can be none. */
  state: z.string(),
  detail: z.string(),
  connections: z.array(connectionView),
  tools: toolCounts,
  /** Why this entry is not in force. */
  broken: wireError.nullable(),
});

export const toolView = z.strictObject({
  name: z.string(),
  state: z.enum(['approved', 'changed', 'pending', 'refused']),
  /** JSON of the definition that clients are served. */
  approved: z.string().nullable(),
  /** JSON of the definition that waits for review. */
  observed: z.string().nullable(),
  reason: z.string(),
});

export const serversContract = {
  list: method(nothing, z.strictObject({ servers: z.array(serverSummary) })),
  get: method(
    byId,
    z.strictObject({
      server: serverSummary,
      /** The entry with env and header values as `set` or `empty`. */
      entry: z.record(z.string(), z.unknown()),
      tools: z.array(toolView),
    }),
  ),
  /**
   * Registers a server; it is granted to nobody. Values of env and headers that look secret, or are named in `secrets`,
   * go to the secret store, and the file gets a reference.
   */
  add: method(
    z.strictObject({
      id: identifier,
      entry: asGiven(serverEntry),
      secrets: z.array(z.string().min(1).max(256)).max(64).default([]),
    }),
    z.strictObject({ revision: z.number().int(), storedSecrets: z.array(z.string()) }),
  ),
  /** Edits single values of an entry; a change without `value` removes the key. */
  update: method(
    z.strictObject({
      id: identifier,
      changes: z
        .array(
          z.strictObject({
            path: z
              .array(z.union([z.string(), z.number().int().nonnegative()]))
              .min(1)
              .max(8),
            value: z.unknown().optional(),
          }),
        )
        .min(1)
        .max(256),
      secrets: z.array(z.string().min(1).max(256)).max(64).default([]),
    }),
    z.strictObject({ revision: z.number().int(), storedSecrets: z.array(z.string()) }),
  ),
  /** Stops it, removes the entry, every grant of it, its definitions and its secrets. */
  remove: method(byId, z.strictObject({ revision: z.number().int() })),
  start: method(byId, z.strictObject({ server: serverSummary })),
  stop: method(byId, z.strictObject({ server: serverSummary })),
  restart: method(byId, z.strictObject({ server: serverSummary })),
  /** Reads its tools again. */
  refresh: method(byId, z.strictObject({ server: serverSummary })),
  /** Approves what waits for review: everything, or the names given. */
  approve: method(
    z.strictObject({ id: identifier, names: z.array(z.string().max(128)).max(1_000).optional() }),
    z.strictObject({ approved: z.array(z.string()) }),
  ),
  /** Connects to a registered server and lists its tools. Never takes a command of its own. */
  test: method(
    byId,
    z.strictObject({
      ok: z.boolean(),
      durationMs: z.number(),
      error: wireError.nullable(),
      server: serverSummary,
    }),
  ),
  /** What it printed to stderr, as kept in the ring. */
  logs: method(byId, z.strictObject({ text: z.string() })),
} as const;

export type ConnectionView = z.output<typeof connectionView>;
export type ServerSummary = z.output<typeof serverSummary>;
export type ToolView = z.output<typeof toolView>;
