/** Prints what the audit log costs by itself: `node bench/audit-micro.ts [crash|power-loss]`. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditLog } from '../src/core/audit/audit-log.ts';
import { openAuditLog } from '../src/core/audit/open-audit-log.ts';
import type { CallIntent, CallOutcome } from '../src/core/audit/record.ts';
import { auditThreads } from '../src/core/audit/threads.ts';
import { verifyAudit } from '../src/core/audit/verify.ts';
import { systemClock } from '../src/core/clock.ts';
import type { Durability } from '../src/core/database.ts';
import { CallIds } from '../src/core/gateway/calls/call-id.ts';

const callIds = new CallIds();
const silent = { debug() {}, info() {}, warn: console.warn, error: console.error };

function intentRecord(): CallIntent {
  return {
    actor: { type: 'client', door: 'mcp' },
    call_id: callIds.next(systemClock.nowUs()),
    round: 0,
    client: 'vscode',
    token_id: 'tok_0123456789',
    session: 'a'.repeat(64),
    era: 'legacy',
    claimed_client: { name: 'bench', version: '1.0.0' },
    server: 'filesystem',
    launch: 'b'.repeat(64),
    item_kind: 'tool',
    item: 'read_file',
    definition: 'c'.repeat(64),
    decision: 'allow',
    rule: 'servers.filesystem.tool_policy.mode',
    revision: 12,
    registry_sha256: 'd'.repeat(64),
  };
}

const outcomeRecord: CallOutcome = {
  result: 'ok',
  sent: 'whole',
  delivered: true,
  queue_us: 12,
  duration_us: 340,
  bytes: 180,
};
const args = Buffer.from('{"path":"/home/someone/projects/readme.md","head":20}');
const result = Buffer.alloc(180, 65);

async function oneCall(log: AuditLog, latencies: number[]): Promise<void> {
  const record = intentRecord();
  const startUs = performance.now() * 1_000;
  const intent = await log.intent(record, args, 'none');
  latencies.push(performance.now() * 1_000 - startUs);
  log.outcome(intent, outcomeRecord, result, 'none');
}

function percentile(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
}

/** CPU time of intent and outcome together, in words: of all threads, and of the one that serves. */
function measureCpu(): (calls: number) => string {
  const all = process.cpuUsage();
  const main = process.threadCpuUsage();
  return (calls) => {
    const spent = process.cpuUsage(all);
    const here = process.threadCpuUsage(main);
    const perCall = ({ user, system }: NodeJS.CpuUsage) => ((user + system) / calls).toFixed(1);
    return `CPU a call ${perCall(spent)} µs, of that the event loop ${perCall(here)} µs`;
  };
}

function resident(): string {
  return `${(process.memoryUsage.rss() / 1_048_576).toFixed(0)} MiB`;
}

async function sequential(log: AuditLog, calls: number): Promise<void> {
  const latencies: number[] = [];
  const cpu = measureCpu();
  for (let call = 0; call < calls; call++) {
    await oneCall(log, latencies);
    // Let the outcome go out by itself, as between two calls of one client.
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(
    `  sequential: intent p50 ${percentile(latencies, 0.5)} µs, p99 ${percentile(latencies, 0.99)} µs; ${cpu(calls)}`,
  );
}

async function concurrent(log: AuditLog, calls: number, lanes: number): Promise<void> {
  const latencies: number[] = [];
  const startMs = performance.now();
  const cpu = measureCpu();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let call = 0; call < calls / lanes; call++) {
        await oneCall(log, latencies);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }),
  );
  const elapsedMs = performance.now() - startMs;
  const rate = Math.round((2 * calls) / (elapsedMs / 1_000));
  console.log(
    `  ${lanes} concurrent: ${rate} rows/s; intent p50 ${percentile(latencies, 0.5)} µs; ${cpu(calls)}`,
  );
}

async function large(log: AuditLog): Promise<void> {
  const big = Buffer.alloc(1_048_576, 66);
  const blocked: number[] = [];
  for (let call = 0; call < 50; call++) {
    const intent = await log.intent(intentRecord(), args, 'none');
    const startUs = performance.now() * 1_000;
    log.outcome(intent, { ...outcomeRecord, bytes: big.length }, big, 'none');
    blocked.push(performance.now() * 1_000 - startUs);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  console.log(`  outcome of a 1 MB result holds the event loop for ${percentile(blocked, 0.5)} µs`);
}

const databaseId = randomUUID();

async function main(): Promise<void> {
  const asked = process.argv[2];
  const modes: Durability[] =
    asked === 'crash' || asked === 'power-loss' ? [asked] : ['crash', 'power-loss'];
  for (const durability of modes) {
    const home = mkdtempSync(join(tmpdir(), 'lmcp-audit-micro-'));
    const log = await openAuditLog({
      dir: join(home, 'audit'),
      databaseId,
      hmacKey: Buffer.alloc(32, 7),
      durability,
      boot: randomUUID(),
      clock: systemClock,
      log: silent,
      threads: auditThreads(),
    });
    console.log(`${durability}: ${resident()} resident at the start`);
    const calls = durability === 'crash' ? 20_000 : 1_000;
    await sequential(log, calls / 10);
    await sequential(log, calls);
    console.log(`  ${resident()} resident after ${1.1 * calls} calls`);
    await concurrent(log, 2 * calls, 32);
    await large(log);
    console.log(`  ${resident()} resident at the end`);
    await log.close();
    const report = await verifyAudit(join(home, 'audit'), databaseId);
    const rate = Math.round(report.rows / (report.durationMs / 1_000));
    console.log(
      `  verify: ${rate} rows/s over ${report.rows} rows, ${report.ok ? 'ok' : 'NOT OK'}`,
    );
    rmSync(home, { recursive: true, force: true });
  }
}

await main();
