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

/** The engine's log in a data directory. */
export function logPathOf(dir: string): string {
  return join(dir, 'log', 'lmcp.log');
}

/**
 * What a system or SQLite error says of the data directory, for people; every other error comes back as it is.
 */
export function toUnusable(dir: string, error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error;
  const reason = String(error.code);
  if (!/^(?:SQLITE_|E[A-Z0-9]+$)/.test(reason)) return error;
  return new AppError('database_unusable', `The data directory ${dir} cannot be used: ${reason}`, {
    cause: error,
    hint: hintFor(reason),
  });
}

function hintFor(reason: string): string {
  if (/FULL|IOERR|ENOSPC|EDQUOT/.test(reason))
    return 'Free disk space, then start again: nothing that is on record is lost.';
  if (/CORRUPT|NOTADB/.test(reason))
    return 'A database in it is damaged, which `lmcp audit verify` tells of the log: restore it from a backup, or give another directory with --data.';
  return 'Make it a directory that you can write, or give another with --data.';
}

/** Makes the data directory, 0700 (AD-23). @throws AppError `database_unusable` where it cannot be made or written. */
export function prepareDataDir(dir: string): DataPaths {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
  } catch (error) {
    throw toUnusable(dir, error);
  }
  return {
    dir,
    lock: join(dir, 'lock.db'),
    state: join(dir, 'state.db'),
    audit: join(dir, 'audit'),
    log: logPathOf(dir),
  };
}
