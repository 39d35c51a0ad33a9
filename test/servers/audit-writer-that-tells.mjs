// The real writer thread; beside the audit directory it leaves one file for each time that it was started.
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { threadId, workerData } from 'node:worker_threads';

mkdtempSync(join(dirname(workerData.dir), `started-${threadId}-`));
await import('../../src/core/audit/writer-thread.ts');
