import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { AuditLog } from '../../src/core/audit/audit-log.ts';
import { type AuditLogOptions, openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import type { CallDenied, CallIntent, CallOutcome } from '../../src/core/audit/record.ts';
import { listSegments } from '../../src/core/audit/segment.ts';
import { auditThreads } from '../../src/core/audit/threads.ts';
import { systemClock } from '../../src/core/clock.ts';
import { LogRecorder } from './log-recorder.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export const databaseId = 'audit-test';
export const hmacKey = Buffer.alloc(32, 7);

/** Options for a log in `home`; small limits, so that a test needs little disk and little patience. */
export function auditOptions(
  overrides: Partial<AuditLogOptions> & { home?: string } = {},
): AuditLogOptions & { log: LogRecorder } {
  const { home = temporaryDirectory(), limits, ...rest } = overrides;
  return {
    dir: join(home, 'audit'),
    databaseId,
    hmacKey,
    durability: 'crash',
    boot: randomUUID(),
    clock: systemClock,
    threads: auditThreads(),
    limits: { ballastBytes: 65_536, retryMs: 20, ...limits },
    ...rest,
    log: new LogRecorder(),
  };
}

export function callIntent(overrides: Partial<CallIntent> = {}): CallIntent {
  return {
    actor: { type: 'client', door: 'mcp' },
    call_id: randomUUID(),
    round: 0,
    client: 'vscode',
    token_id: 'tok_1',
    session: 'a'.repeat(64),
    era: 'legacy',
    claimed_client: { name: 'Visual Studio Code', version: '1.99' },
    server: 'filesystem',
    launch: 'b'.repeat(64),
    item_kind: 'tool',
    item: 'read_file',
    definition: 'c'.repeat(64),
    decision: 'allow',
    rule: 'servers.filesystem.tool_policy.mode',
    revision: 3,
    registry_sha256: 'd'.repeat(64),
    ...overrides,
  };
}

export function callDenied(overrides: Partial<CallDenied> = {}): CallDenied {
  const { launch: _launch, definition: _definition, ...subject } = callIntent();
  return {
    ...subject,
    decision: 'deny',
    code: -32011,
    reason: 'denied by a rule',
    ...overrides,
  };
}

export const okOutcome: CallOutcome = {
  result: 'ok',
  sent: 'whole',
  delivered: true,
  queue_us: 10,
  duration_us: 250,
  bytes: 3,
};

export const args = Buffer.from('{"path":"/tmp/a","head":20}');
export const result = Buffer.from('abc');

/** Whole calls, one after another: two rows each. */
export async function recordCalls(log: AuditLog, calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) {
    const intent = await log.intent(callIntent({ client: `client${call % 3}` }), args, 'none');
    log.outcome(intent, okOutcome, result, 'none');
  }
}

/** Writes until the log has so many segments; for a log whose segments hold 64 KiB or less. */
export async function growSegments(log: AuditLog, dir: string, segments: number): Promise<void> {
  for (let target = 2; target <= segments; target++) {
    await recordCalls(log, 60);
    await expect
      .poll(() => listSegments(dir).length, { timeout: 20_000, interval: 5 })
      .toBeGreaterThanOrEqual(target);
  }
}

/** A log with so many calls in it, closed. */
export async function writtenLog(
  calls: number,
  overrides: Partial<AuditLogOptions> & { home?: string } = {},
): Promise<AuditLogOptions & { log: LogRecorder }> {
  const options = auditOptions(overrides);
  const log: AuditLog = await openAuditLog(options);
  await recordCalls(log, calls);
  await log.close();
  return options;
}
