import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LogView } from '../../src/core/audit/log-view.ts';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { formatUuid } from '../../src/core/audit/row.ts';
import { listSegments } from '../../src/core/audit/segment.ts';
import { verifyAudit } from '../../src/core/audit/verify.ts';
import { openDatabase } from '../../src/core/database.ts';
import { auditOptions, databaseId } from '../helpers/audit-fixture.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const cycles = Number(process.env.LMCP_KILL_CYCLES ?? 12);
const program = fileURLToPath(new URL('../servers/audit-full-speed.mjs', import.meta.url));

/** Runs the writer, kills it after `rows` rows and returns what it was told is durable. */
async function writeAndKill(dir: string, durability: string, rows: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, dir, databaseId, durability], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (/^\d+ [0-9a-f-]{36}$/.test(line)) acknowledged.push(line);
    if (acknowledged.length === rows) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

function intentsOnDisk(dir: string): Set<string> {
  const view = new LogView(dir, databaseId);
  const found = new Set<string>();
  for (const { database } of view.parts) {
    const rows = database.prepare<[], { seq: number; call: Buffer }>(
      "SELECT seq, call_id AS call FROM entry WHERE kind = 'call.intent'",
    );
    for (const { seq, call } of rows.iterate()) found.add(`${seq} ${formatUuid(call)}`);
  }
  view.close();
  return found;
}

function quickCheck(dir: string): unknown[] {
  return listSegments(dir).map(({ path }) => {
    const database = openDatabase(path, { readonly: true });
    const verdict = database.pragma('quick_check', { simple: true });
    database.close();
    return verdict;
  });
}

/** How many outcomes each intent has. */
function outcomeCounts(dir: string): Set<number> {
  const view = new LogView(dir, databaseId);
  const counts = new Map<number, number>();
  for (const { database } of view.parts) {
    const rows = database.prepare<[], { seq: number; parent: number | null }>(
      "SELECT seq, parent_seq AS parent FROM entry WHERE kind IN ('call.intent', 'call.outcome')",
    );
    for (const { seq, parent } of rows.iterate()) {
      const intent = parent ?? seq;
      counts.set(intent, (counts.get(intent) ?? 0) + (parent === null ? 0 : 1));
    }
  }
  view.close();
  return new Set(counts.values());
}

describe('kill -9', () => {
  it.each(['crash', 'power-loss'] as const)(
    `P-65 AD-4: ${cycles / 2} times at random moments under %s, no acknowledged row is missing and the chain holds`,
    async (durability) => {
      const dir = join(temporaryDirectory(), 'audit');
      const most = durability === 'crash' ? 4_000 : 400;
      for (let cycle = 0; cycle < cycles / 2; cycle++) {
        const rows = 1 + Math.floor(Math.random() * most);
        const acknowledged = await writeAndKill(dir, durability, rows);
        const found = intentsOnDisk(dir);
        expect(acknowledged.filter((line) => !found.has(line))).toEqual([]);
        expect(await verifyAudit(dir, databaseId)).toMatchObject({ ok: true, firstBad: null });
      }
      const log = await openAuditLog({ ...auditOptions(), dir });
      await log.close();
      expect(outcomeCounts(dir)).toEqual(new Set([1]));
      expect(new Set(quickCheck(dir))).toEqual(new Set(['ok']));
      expect((await verifyAudit(dir, databaseId)).ok).toBe(true);
    },
    600_000,
  );
});
