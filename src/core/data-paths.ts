import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';

/** Where everything lies in the data directory (AUDIT: files). */
export interface DataPaths {
  readonly dir: string;
  readonly lock: string;
  readonly state: string;
  readonly audit: string;
  readonly log: string;
}

/** Makes the data directory, 0700 (AD-23). @throws AppError `database_unusable` where it cannot be made or written. */
export function prepareDataDir(dir: string): DataPaths {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new AppError('database_unusable', `The data directory ${dir} cannot be used: ${reason}`, {
      cause,
      hint: 'Make it a directory that you can write, or give another with --data.',
    });
  }
  return {
    dir,
    lock: join(dir, 'lock.db'),
    state: join(dir, 'state.db'),
    audit: join(dir, 'audit'),
    log: join(dir, 'log', 'lmcp.log'),
  };
}
