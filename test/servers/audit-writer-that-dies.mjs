// The real writer thread, but it dies at the next message once the file `die` lies in the audit directory.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const order = join(workerData.dir, 'die');
parentPort.on('message', () => {
  if (!existsSync(order)) return;
  rmSync(order);
  process.exit(1);
});
await import('../../src/core/audit/writer-thread.ts');
