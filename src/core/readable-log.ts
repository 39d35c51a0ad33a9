import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';

/** What the log is read from, with what SQLite has not moved into its files yet. */
const filesOfTheLog = /^(?:state\.db|\d+\.db|journal\.\d)(?:-wal|-journal)?$/;

/** Where the log of a data directory can be read without a change to it; `remove` once it was read. */
export interface ReadableLog {
  readonly dir: string;
  remove(): void;
}

/**
 * The data directory itself, or, where it cannot be written, a copy of its log in the system's place for temporary files: SQLite
 * makes an index beside what it reads. @throws AppError `database_unusable` where it cannot be copied.
 */
export function readableLog(dataDir: string): ReadableLog {
  const audit = join(dataDir, 'audit');
  const places = [dataDir, audit].filter((dir) => existsSync(dir));
  if (places.every(isWritable)) return { dir: dataDir, remove: () => undefined };
  const dir = mkdtempSync(join(tmpdir(), 'lmcp-verify-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  try {
    copyLog(dataDir, dir);
    if (places.includes(audit)) copyLog(audit, join(dir, 'audit'));
    return { dir, remove };
  } catch (cause) {
    remove();
    const hint = `A log where nothing can be written is read from a copy: free space in ${tmpdir()}, or name another place with TMPDIR.`;
    throw new AppError('database_unusable', `The log in ${dataDir} cannot be copied`, {
      cause,
      hint,
    });
  }
}

function copyLog(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(from)) {
    if (filesOfTheLog.test(name)) copyFileSync(join(from, name), join(to, name));
  }
}

function isWritable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
