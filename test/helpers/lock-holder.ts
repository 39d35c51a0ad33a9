import { parseArgs } from 'node:util';
import { acquireLock } from '../../src/core/state/lock.ts';
import { AppError } from '../../src/shared/errors.ts';

/** A process of its own that takes a lock: prints `held` and stays, or prints the refusal as JSON and exits with 1. */
const { positionals } = parseArgs({ allowPositionals: true });
try {
  acquireLock(String(positionals[0]));
  process.stdout.write('held\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stdout.write(`${JSON.stringify({ code: error.code, data: error.data })}\n`);
  process.exitCode = 1;
}
