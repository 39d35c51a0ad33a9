import { z } from 'zod';
import { edit, method, nothing, timeUs, wireError } from './contract-method.ts';
import { overview, settingChanges, settingsView } from './contract-overview.ts';

export const engineStatus = z.strictObject({
  version: z.string(),
  pid: z.number().int(),
  startedUs: timeUs,
  /** The /mcp endpoint, or null where the engine serves no clients (a command that works on the files). */
  url: z.string().nullable(),
  ui: z.string().nullable(),
  dataDir: z.string(),
  registryPath: z.string(),
  revision: z.number().int(),
  sha256: z.string(),
  /** Why the registry file on disk is not in force. */
  problem: wireError.nullable(),
  /** Settings that were changed and need a restart to take effect. */
  restartRequired: z.array(z.string()),
  secretBackend: z.string(),
  audit: z.strictObject({
    writable: z.boolean(),
    problem: z.string(),
    /** Since when it is not, and how many calls were refused since then: the log can know nothing of them. */
    sinceUs: timeUs.nullable(),
    refused: z.number().int(),
    /** While it is not: what is free on its disk, and what has to be. */
    disk: z.strictObject({ freeBytes: z.number(), neededBytes: z.number() }).nullable(),
    headSeq: z.number().int(),
    queued: z.number().int(),
  }),
  /** Why every token is held, or null. */
  alarm: z.string().nullable(),
  sessions: z.number().int(),
  clients: z.number().int(),
  servers: z.array(z.strictObject({ id: z.string(), state: z.string() })),
});

export const finding = z.strictObject({
  /** Stable name of the check. */
  check: z.string(),
  level: z.enum(['ok', 'warning', 'failure']),
  text: z.string(),
  hint: z.string(),
  /** True when `fix` was asked for and this call repaired it. */
  fixed: z.boolean(),
});

export const selfTestStep = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  durationMs: z.number(),
});

export const engineContract = {
  status: method(nothing, engineStatus),
  /** Calls over the time until now, what waits for a person, and what is known of the log: cheap to ask again. */
  overview: method(z.strictObject({ period: z.enum(['1h', '24h', '7d']).default('1h') }), overview),
  settings: method(nothing, settingsView),
  /** Changes settings of the registry. Where the engine listens and whom it trusts takes a second consent over HTTP. */
  setSettings: edit(
    { changes: settingChanges },
    { lines: z.array(z.string()), restartRequired: z.array(z.string()) },
  ),
  /** Looks for what is wrong or weak on this machine; `fix` repairs what can be repaired without asking. */
  doctor: method(
    z.strictObject({ fix: z.boolean().default(false) }),
    z.strictObject({ findings: z.array(finding) }),
  ),
  /** Exercises the parts of the engine: registry, secret store, audit chain, and each running server. */
  selfTest: method(nothing, z.strictObject({ ok: z.boolean(), steps: z.array(selfTestStep) })),
  /** The registry in force, with secrets shown as `set` or `empty`. */
  printConfig: method(
    nothing,
    z.strictObject({
      path: z.string(),
      revision: z.number().int(),
      sha256: z.string(),
      config: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Reads the registry file again. `lines` say what changed; `problem` says why it was refused. */
  reload: method(
    nothing,
    z.strictObject({
      revision: z.number().int(),
      lines: z.array(z.string()),
      problem: wireError.nullable(),
      restartRequired: z.array(z.string()),
    }),
  ),
  /** Ends the long job that was given this task name; false when none runs. */
  cancel: method(
    z.strictObject({ task: z.string().min(1).max(64) }),
    z.strictObject({ cancelled: z.boolean() }),
  ),
  /** Answers first, then drains and stops. */
  shutdown: method(nothing, nothing),
} as const;

export type EngineStatus = z.output<typeof engineStatus>;
export type Finding = z.output<typeof finding>;
export type SelfTestStep = z.output<typeof selfTestStep>;
