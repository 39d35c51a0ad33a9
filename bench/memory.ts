import { BenchClient } from './http-client.ts';
import { openSession } from './lmcp.ts';
import { load } from './measure.ts';
import { rssMiB, type Target } from './target.ts';

export interface Memory {
  /** After 20,000 calls at 32 concurrent, in MiB. */
  afterCallsMiB: number;
  /** What a session that was opened and closed leaves behind, in KiB. */
  perSessionKiB: number;
}

/** Measures an LMCP of its own, so that nothing else has been through it. It should have been at rest for minutes: an engine mostly is. */
export async function measureMemory(target: Target): Promise<Memory> {
  const pid = target.process.pid ?? 0;
  await load(target, 32, 20_000);
  const afterCallsMiB = rssMiB(pid);
  // The first thousands grow tables and code that the later ones use again, and the heap to where garbage is collected.
  for (let session = 0; session < 21_000; session++) await openAndClose(target);
  const before = rssMiB(pid);
  const sessions = 3_000;
  for (let session = 0; session < sessions; session++) await openAndClose(target);
  return { afterCallsMiB, perSessionKiB: ((rssMiB(pid) - before) * 1_024) / sessions };
}

async function openAndClose(target: Target): Promise<void> {
  const { Authorization = '' } = target.headers;
  const session = await openSession({ ...target, headers: { Authorization } });
  const client = await BenchClient.open(target.port);
  await client.send(
    Buffer.from(
      `DELETE ${target.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\n` +
        `Authorization: ${Authorization}\r\nMcp-Session-Id: ${session}\r\n\r\n`,
    ),
  );
  client.close();
}
