import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { type Database, openDatabase, sqliteCode } from '../database.ts';

/** One engine, or one writing command, for each data directory (SU-14). */
export interface Lock {
  release(): void;
}

/** Long enough for a holder that is just ending, short enough to be told at once. */
const waitMs = 250;

/**
 * Takes the data directory by holding an exclusive transaction on lock.db for life: the system frees it with the
 * process, kill -9 included. The pid of the holder stands in `<path>.pid`, for the message only.
 * @throws AppError `already_running` with the holder's pid in the message and in `data.pid`.
 */
export function acquireLock(path: string): Lock {
  const db = openLocked(path);
  const pidPath = `${path}.pid`;
  try {
    writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    db.close();
    throw error;
  }
  const release = () => {
    process.off('exit', release);
    if (!db.open) return;
    rmSync(pidPath, { force: true });
    db.close();
  };
  // Also what keeps the connection alive: collected as garbage, it would free the lock of a caller who let go of it.
  process.once('exit', release);
  return { release };
}

function openLocked(path: string): Database {
  let db: Database | undefined;
  try {
    db = openDatabase(path, { durability: 'crash', busyTimeoutMs: waitMs });
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    if (!sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw error;
    throw alreadyRunning(readPid(`${path}.pid`));
  }
}

function alreadyRunning(pid: number | undefined): AppError {
  if (pid === undefined) return new AppError('already_running');
  return new AppError(
    'already_running',
    `LMCP already runs on this data directory, with process id ${pid}`,
    { data: { pid } },
  );
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
