import { chmodSync, closeSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../shared/errors.ts';

export type Database = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement<unknown[]>;

/** `power-loss`: every commit is fsynced (FULL). `crash`: survives the death of the process, not of the machine (NORMAL). */
export type Durability = 'power-loss' | 'crash';

export interface OpenDatabaseOptions {
  /** Opens an existing file only, and never writes to it. */
  readonly?: boolean;
  durability?: Durability;
  /** How long a statement waits for another process's lock; default 5,000. */
  busyTimeoutMs?: number;
  /** Takes effect on a new file only; default: SQLite's own. */
  pageBytes?: number;
}

type DatabaseConstructor = typeof BetterSqlite3;

/** 3.51.3 fixed a WAL reset race that could lose commits. */
const minimumVersion = [3, 51, 3] as const;

/** Per connection. The driver's default of 16 MB buys nothing here: rows are appended, and read in order. */
const cacheKibibytes = 2_048;

/** Magic numbers of statfs(2): NFS, SMB, CIFS, SMB2, AFS, Coda, NCP. WAL needs shared memory, which these lack. */
const networkFileSystems = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245, 0x564c,
]);

/**
 * Opens a SQLite database in WAL mode and reads every setting back, so that a setting that did not take is an error and
 * not a surprise after a crash. The file is 0600 in a 0700 directory.
 * Throws AppError `module_missing` without the native module, `database_unusable` when a guarantee cannot be given.
 */
export function openDatabase(path: string, options: OpenDatabaseOptions = {}): Database {
  const Sqlite = loadModule();
  const readonly = options.readonly ?? false;
  if (!readonly) prepareFile(path);
  const timeout = options.busyTimeoutMs ?? 5_000;
  if (readonly) recoverAfterCrash(Sqlite, path, timeout);
  const database = open(Sqlite, path, readonly, timeout);
  try {
    assertVersion(database);
    database.pragma(`cache_size = -${cacheKibibytes}`);
    if (!readonly) configure(database, options);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A database of this process alone, gone when it is closed. Throws AppError `module_missing`. */
export function openMemoryDatabase(): Database {
  return open(loadModule(), ':memory:', false, 0);
}

/** SQLite's result code (`SQLITE_FULL`, `SQLITE_IOERR_FSYNC`, …), or null where the error is not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code } = error;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}

function loadModule(): DatabaseConstructor {
  try {
    return createRequire(import.meta.url)('better-sqlite3');
  } catch (cause) {
    throw new AppError('module_missing', 'better-sqlite3 cannot be loaded', { cause });
  }
}

function open(
  Sqlite: DatabaseConstructor,
  path: string,
  readonly: boolean,
  timeout: number,
): Database {
  try {
    return new Sqlite(path, { readonly, fileMustExist: readonly, timeout });
  } catch (cause) {
    // The module defers loading its native part to the first constructor call; SQLite's own errors carry a SQLITE_ code.
    const native = sqliteCode(cause) === null && !(cause instanceof TypeError);
    if (native) throw new AppError('module_missing', 'better-sqlite3 cannot be loaded', { cause });
    throw cause;
  }
}

/**
 * A writer that was killed may leave a journal that must be rolled back, or a log that must be replayed, before anybody can
 * read, and a read-only connection may not do that. One that may write does it at its first read; no row is changed by it.
 */
function recoverAfterCrash(Sqlite: DatabaseConstructor, path: string, timeout: number): void {
  const reader = open(Sqlite, path, true, timeout);
  try {
    reader.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_READONLY') !== true) throw error;
    const writer = open(Sqlite, path, false, timeout);
    writer.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
    writer.close();
  } finally {
    reader.close();
  }
}

function prepareFile(path: string): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') {
    if (path.startsWith('\\\\')) refuse(`${path} is on a network share`);
    return;
  }
  if ((statSync(directory).mode & 0o077) !== 0) chmodSync(directory, 0o700);
  if (process.platform === 'linux' && networkFileSystems.has(statfsSync(directory).type)) {
    refuse(`${directory} is on a network file system`);
  }
  // Created before SQLite opens it: -wal and -shm take over the mode of the database.
  closeSync(openSync(path, 'a', 0o600));
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

function assertVersion(database: Database): void {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [index, least] of minimumVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) refuse(`SQLite ${version} is older than ${minimumVersion.join('.')}`);
  }
}

function configure(database: Database, options: OpenDatabaseOptions): void {
  const full = options.durability !== 'crash';
  if (options.pageBytes !== undefined) database.pragma(`page_size = ${options.pageBytes}`);
  set(database, 'journal_mode', 'wal', 'wal');
  set(database, 'synchronous', full ? 'FULL' : 'NORMAL', full ? 2 : 1);
  set(database, 'recursive_triggers', 'ON', 1);
  set(database, 'foreign_keys', 'ON', 1);
  set(database, 'trusted_schema', 'OFF', 0);
  if (full && process.platform === 'darwin') {
    set(database, 'fullfsync', 'ON', 1);
    set(database, 'checkpoint_fullfsync', 'ON', 1);
  }
}

function set(database: Database, pragma: string, value: string, expected: string | number): void {
  database.pragma(`${pragma} = ${value}`);
  const actual = database.pragma(pragma, { simple: true });
  if (actual !== expected) refuse(`PRAGMA ${pragma} is ${String(actual)}, not ${expected}`);
}

function refuse(reason: string): never {
  throw new AppError('database_unusable', reason);
}
