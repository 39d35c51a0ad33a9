// Writes calls at full speed until it is killed, and says after each durable row what it was told: `seq call_id`.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { auditThreads } from '../../src/core/audit/threads.ts';
import { systemClock } from '../../src/core/clock.ts';

const [dir, databaseId, durability] = process.argv.slice(2);
const quiet = { debug() {}, info() {}, warn() {}, error: console.error };
const log = await openAuditLog({
  dir,
  databaseId,
  durability,
  hmacKey: Buffer.alloc(32, 7),
  boot: randomUUID(),
  clock: systemClock,
  log: quiet,
  threads: auditThreads(),
  limits: { segmentBytes: 1_048_576, ballastBytes: 65_536, gatherMs: 2 },
});
const args = Buffer.from('{"n":1}');
const outcome = {
  result: 'ok',
  sent: 'whole',
  delivered: true,
  queue_us: 1,
  duration_us: 2,
  bytes: 7,
};

/** Synchronous, so that nothing that was told is lost with the process. */
function say(line) {
  for (;;) {
    try {
      writeSync(1, line);
      return;
    } catch (error) {
      // The reader of the pipe is slower for a moment.
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const subject = {
  actor: { type: 'client', door: 'mcp' },
  round: 0,
  client: 'a',
  token_id: 't',
  era: 'legacy',
  server: 's',
  item_kind: 'tool',
  item: 'i',
  decision: 'allow',
  rule: 'r',
  revision: 1,
  registry_sha256: 'f'.repeat(64),
};

async function call() {
  const callId = randomUUID();
  const intent = await log.intent({ ...subject, call_id: callId }, args, 'none');
  say(`${intent.seq} ${callId}\n`);
  log.outcome(intent, outcome, args, 'none');
}

async function lane() {
  for (;;) {
    try {
      await call();
    } catch (error) {
      // Faster than the segments can take it: refused, and nothing was told.
      if (error.code !== 'audit_unavailable') throw error;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

await Promise.all([lane(), lane(), lane(), lane()]);
