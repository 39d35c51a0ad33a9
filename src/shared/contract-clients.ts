import { z } from 'zod';
import { byId, edit, method, nothing, timeUs, wireError } from './contract-method.ts';
import { acceptance } from './registry-client.ts';
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
  /** When one of its tokens was last used; null before the first time. */
  lastUsedUs: timeUs.nullable(),
  /** Sessions that are open, of clients that have any, and streams that it listens on. */
  sessions: z.number().int(),
  streams: z.number().int(),
  /** Tools that it lists, against what its application hands to its model; null where that is not known. */
  listed: z.number().int(),
  toolLimit: z.number().int().nullable(),
  allowUrlToken: z.boolean(),
  /** What servers may ask of it in the middle of a call. */
  accept: z.array(acceptance),
  /** Its own limit in calls per minute, 0 for none; null where that of the settings holds. */
  rateLimitRpm: z.number().int().nullable(),
});

/** An application that has a snippet. */
const clientApp = z.strictObject({
  app: z.string(),
  title: z.string(),
  file: z.string(),
  format: z.enum(['json', 'toml', 'yaml', 'text']),
  notes: z.array(z.string()),
  toolLimit: z.number().int().nullable(),
});

/** What a snippet is made of: the application's own file, URL and header, or the token inside the URL. */
const snippetForm = z.enum(['config', 'header', 'url']);

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
  form: snippetForm,
  /** True where the token in `text` is hidden but for its end: it must be asked for to be copied. */
  masked: z.boolean(),
  /** Why the token could not be read for a masked text: it then shows none of it. */
  problem: wireError.nullable(),
  /** Why it cannot work with this version, and what does; null where it can. */
  unusable: z.string().nullable(),
  /** Set where the form is weaker than the others: what to know before it is used. */
  warning: z.string().nullable(),
});

export const clientsContract = {
  list: method(
    nothing,
    z.strictObject({
      clients: z.array(clientSummary),
      /** Digest of the registry that this was read from, for `expectedSha256`. */
      sha256: z.string(),
    }),
  ),
  /** The applications that have a snippet. */
  apps: method(nothing, z.strictObject({ apps: z.array(clientApp) })),
  /** Registers a client and mints its token, which is in the answer. It reaches the servers of `allow` only. */
  add: edit(
    {
      id: identifier,
      app: z.string().min(1).max(64).optional(),
      allow: z.array(identifier).max(1_000).default([]),
      ttlS,
    },
    { id: z.string(), token: z.string(), url: z.string(), expiresUs: timeUs.nullable() },
  ),
  update: edit(
    {
      id: identifier,
      enabled: z.boolean().optional(),
      app: z.string().min(1).max(64).optional(),
      allowUrlToken: z.boolean().optional(),
      accept: z.array(acceptance).max(3).optional(),
      /** 0 for no limit; null takes its own one away, and that of the settings holds again. */
      rateLimitRpm: z.number().int().min(0).max(1_000_000).nullable().optional(),
    },
    {},
  ),
  /** Ends its tokens, then removes the entry. */
  remove: edit({ id: identifier }, {}),
  /**
   * What to paste into the application. It holds the token, so each reading is a row; not where it is masked. The form `url` is
   * refused until the client's entry allows tokens in URLs.
   */
  snippet: method(
    z.strictObject({
      id: identifier,
      app: z.string().min(1).max(64).optional(),
      form: snippetForm.default('config'),
      masked: z.boolean().default(false),
    }),
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
