import { z } from 'zod';
import { activity } from './contract-audit.ts';
import { timeUs, wireError } from './contract-method.ts';

/** Something that waits for a person, and the one act that helps. */
export const attention = z.strictObject({
  /** The same for as long as the same thing waits. */
  id: z.string(),
  kind: z.enum([
    'history_alarm',
    'audit_unwritable',
    'registry_refused',
    'server_broken',
    'server_failing',
    'definition_changed',
    'sign_in',
    'definition_pending',
    'token_expiring',
    'no_token',
    'tools_over_limit',
    'restart_required',
    'weak_secret_store',
  ]),
  /** `broken`: refused or down. `waiting`: for a person. `notice`: nothing is lost by leaving it. */
  level: z.enum(['broken', 'waiting', 'notice']),
  server: z.string().nullable(),
  client: z.string().nullable(),
  /** How many items it is about, such as changed definitions. */
  count: z.number().int(),
  /** Why, in a sentence; may hold text of a server. */
  detail: z.string(),
  sinceUs: timeUs.nullable(),
  act: z.enum([
    'acknowledge_history',
    'free_disk',
    'mend_registry',
    'edit_server',
    'show_log',
    'review',
    'sign_in',
    'rotate_token',
    'choose_tools',
    'restart',
    'choose_secret_store',
  ]),
});

export const overview = z.strictObject({
  activity,
  /** Of the last whole minute. */
  perMinute: z.strictObject({ calls: z.number().int(), refused: z.number().int() }),
  /** The most urgent first. */
  attention: z.array(attention),
  /** What the last verification of this run found; null before one. */
  verified: z.strictObject({ ok: z.boolean(), headSeq: z.number().int(), atUs: timeUs }).nullable(),
});

export const settingsView = z.strictObject({
  /** `lmcp:` of the registry in force, every key with its value or default; secrets as `set` or `empty`. */
  settings: z.record(z.string(), z.unknown()),
  /** What the command line set for this run: it is in force in place of the registry's value. */
  given: z.record(z.string(), z.number()),
  /** Keys that were changed and take effect at the next start. */
  restartRequired: z.array(z.string()),
  /** Keys that only a restart brings into force. */
  needRestart: z.array(z.string()),
  /** Digest of the registry, for `expectedSha256`. */
  sha256: z.string(),
  registryPath: z.string(),
  /** Why the file on disk is not in force. */
  problem: wireError.nullable(),
  dataDir: z.string(),
  version: z.string(),
  /** Protocol revisions that clients may speak, newest first. */
  protocols: z.array(z.string()),
  secretBackend: z.string(),
  log: z.strictObject({ rows: z.number().int(), bytes: z.number() }),
});

export const settingChanges = z
  .array(
    z.strictObject({
      /** Below `lmcp`, such as `["limits", "rpm"]`. */
      path: z.array(z.string().min(1).max(64)).min(1).max(3),
      /** Absent: back to the default. */
      value: z.unknown().optional(),
    }),
  )
  .min(1)
  .max(64);

export type Attention = z.output<typeof attention>;
