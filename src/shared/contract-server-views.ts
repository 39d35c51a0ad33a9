import { z } from 'zod';
import { timeUs, wireError } from './contract-method.ts';

export const connectionView = z.strictObject({
  state: z.string(),
  detail: z.string(),
  pid: z.number().int().nullable(),
  /** Wall time at which it last showed that it answers. */
  provedUs: timeUs.nullable(),
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
  /** `shared`, `per_client` or `per_session`; empty where the entry is broken. */
  sharing: z.string(),
  /** Its command line or URL for people, secrets masked; empty where the entry is broken. */
  target: z.string(),
  /** State of the most telling connection; `disabled` or `broken` where there can be none. */
  state: z.string(),
  detail: z.string(),
  /** Since when it is in this state; null before its first connection. */
  sinceUs: timeUs.nullable(),
  /** Wall time of the newest answered tools/list of all its connections: the age of the proof. */
  provedUs: timeUs.nullable(),
  /** Milliseconds until the next start, where one is due. */
  retryAfterMs: z.number().nullable(),
  connections: z.array(connectionView),
  tools: toolCounts,
  /** Changed or pending definitions of every kind. */
  waiting: z.number().int(),
  /** How many enabled clients were granted it. */
  clients: z.number().int(),
  /** Why this entry is not in force. */
  broken: wireError.nullable(),
});

/** One value of env or headers: never the value itself. */
export const valueView = z.strictObject({
  section: z.enum(['env', 'headers']),
  key: z.string(),
  state: z.enum(['set', 'empty']),
  /** What it refers to, such as `secret:github/TOKEN`, `env:HOME` or `file:/path`; empty for a plain value. */
  references: z.array(z.string()),
});

export const itemKind = z.enum(['tool', 'prompt', 'resource', 'template', 'instructions']);

/** What a server says of its tool in `annotations`: claims, used in no decision. Null where it says nothing. */
export const claims = z.strictObject({
  readOnly: z.boolean().nullable(),
  destructive: z.boolean().nullable(),
  idempotent: z.boolean().nullable(),
  openWorld: z.boolean().nullable(),
});

export const itemView = z.strictObject({
  kind: itemKind,
  /** A tool's or prompt's name, a resource's URI, a template's text, or `instructions`. */
  name: z.string(),
  /** At most 200 characters; empty where it has none. */
  title: z.string(),
  /** At most 500 characters. */
  description: z.string(),
  state: z.enum(['approved', 'changed', 'pending', 'refused']),
  claims,
  /** Set where a rule of this server or of all servers denies it to every client, or asks for each. */
  rule: z
    .strictObject({ effect: z.enum(['deny', 'ask']), rule: z.string(), message: z.string() })
    .nullable(),
  /** When the definition that clients are served was approved; null where none was. */
  approvedUs: timeUs.nullable(),
  /** Why a refused definition was dropped. */
  reason: z.string(),
});

/** What a search needs of a tool. */
export const toolName = itemView.pick({ name: true, state: true });

const definitionText = z.strictObject({
  sha256: z.string(),
  /** The definition as indented JSON. */
  text: z.string(),
});

/** One member of a definition that is not what was approved; null on the side where it is not there. */
export const definitionChange = z.strictObject({
  /** Such as `description` or `inputSchema.properties.path`. */
  path: z.string(),
  approved: z.string().nullable(),
  observed: z.string().nullable(),
});

export const itemDetail = z.strictObject({
  item: itemView,
  /** What clients are served. */
  approved: definitionText.nullable(),
  /** What waits for review. */
  observed: definitionText.nullable(),
  changes: z.array(definitionChange),
  /** What a reviewer should know of the new text: hidden characters, names of other servers' tools. */
  warnings: z.array(z.string()),
  /** JSON of a tool's inputSchema, from what clients are served, else from what was observed. */
  inputSchema: z.string().nullable(),
  /** Enabled clients that may call it, or could before it changed. */
  clients: z.array(z.string()),
});

export const logLine = z.strictObject({
  /** A line that comes again under the same `seq` has grown. */
  seq: z.number().int().nonnegative(),
  atUs: timeUs,
  /** Written by LMCP, not by the server. */
  own: z.boolean(),
  text: z.string(),
});

export type ConnectionView = z.output<typeof connectionView>;
export type ServerSummary = z.output<typeof serverSummary>;
export type ItemView = z.output<typeof itemView>;
export type ItemDetail = z.output<typeof itemDetail>;
export type ValueView = z.output<typeof valueView>;
export type DefinitionChange = z.output<typeof definitionChange>;
