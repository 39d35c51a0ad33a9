import { z } from 'zod';
import { byId, method, nothing, timeUs } from './contract-method.ts';
import { identifier } from './registry-fields.ts';

export const tokenView = z.strictObject({
  tokenId: z.string(),
  state: z.enum(['active', 'grace', 'expired', 'revoked']),
  createdUs: timeUs,
  expiresUs: timeUs.nullable(),
  lastUsedUs: timeUs.nullable(),
});

export const clientSummary = z.strictObject({
  id: z.string(),
  app: z.string().nullable(),
  enabled: z.boolean(),
  allowServers: z.array(z.string()),
  tokens: z.array(tokenView),
});

/** Seconds; a token without it never expires. Ten years at most. */
const ttlS = z.number().int().min(60).max(315_360_000).optional();

export const snippetView = z.strictObject({
  app: z.string(),
  title: z.string(),
  /** Where the application keeps it, by platform or as a sentence; empty where it is not verified. */
  file: z.string(),
  format: z.enum(['json', 'toml', 'yaml', 'text']),
  text: z.string(),
  notes: z.array(z.string()),
});

export const clientsContract = {
  list: method(nothing, z.strictObject({ clients: z.array(clientSummary) })),
  /** Registers a client and mints its token, which is in the answer. It reaches the servers of `allow` only. */
  add: method(
    z.strictObject({
      id: identifier,
      app: z.string().min(1).max(64).optional(),
      allow: z.array(identifier).max(1_000).default([]),
      ttlS,
    }),
    z.strictObject({
      id: z.string(),
      token: z.string(),
      url: z.string(),
      expiresUs: timeUs.nullable(),
    }),
  ),
  update: method(
    z.strictObject({
      id: identifier,
      enabled: z.boolean().optional(),
      app: z.string().min(1).max(64).optional(),
      allowUrlToken: z.boolean().optional(),
      rateLimitRpm: z.number().int().min(0).max(1_000_000).optional(),
    }),
    z.strictObject({ revision: z.number().int() }),
  ),
  /** Ends its tokens, then removes the entry. */
  remove: method(byId, z.strictObject({ revision: z.number().int() })),
  /** What to paste into the application; it holds the token, so each reading is a row. */
  snippet: method(
    z.strictObject({ id: identifier, app: z.string().min(1).max(64).optional() }),
    snippetView,
  ),
  /** A new token; the old one works for `graceS` more seconds. */
  rotate: method(
    z.strictObject({ id: identifier, graceS: z.number().int().min(0).max(600).default(0), ttlS }),
    z.strictObject({ id: z.string(), token: z.string(), expiresUs: timeUs.nullable() }),
  ),
  revoke: method(byId, nothing),
  reveal: method(byId, z.strictObject({ id: z.string(), token: z.string() })),
} as const;

export type ClientSummary = z.output<typeof clientSummary>;
export type SnippetView = z.output<typeof snippetView>;
