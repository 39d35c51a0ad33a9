import { AppError } from '../../shared/errors.ts';
import { type Database, openDatabase } from '../database.ts';
import type { Logger } from '../log.ts';
import { type Migration, migrations } from './migrations.ts';

/** state.db: everything that may change or go away; evidence lives in the audit store. */
export interface StateDatabase {
  /** For the repositories beside this file, which each own their tables. */
  readonly db: Database;
  close(): void;
}

export interface OpenStateOptions {
  log: Logger;
  /** Only tests give another list. */
  steps?: readonly Migration[];
}

/**
 * Opens state.db (synchronous FULL) and brings its schema up to date, each step in its own transaction.
 * @throws AppError `state_too_new` for a file of a newer LMCP, which is left as it is.
 */
export function openState(path: string, options: OpenStateOptions): StateDatabase {
  const db = openDatabase(path, { durability: 'power-loss' });
  try {
    migrate(db, options.steps ?? migrations, options.log);
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, close: () => void db.close() };
}

/**
 * Opens state.db to be read as it lies there: nothing is made, mended or brought up to date.
 * @throws AppError `state_too_new` for a file of a newer LMCP, `database_unusable` for one that is empty.
 */
export function openStateToRead(path: string): StateDatabase {
  const db = openDatabase(path, { readonly: true });
  try {
    if (knownVersion(db, migrations) === 0)
      throw new AppError('database_unusable', `${path} is empty`, {
        hint: 'Restore it from a backup.',
      });
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, close: () => void db.close() };
}

function migrate(db: Database, steps: readonly Migration[], log: Logger): void {
  const found = knownVersion(db, steps);
  for (const [index, step] of steps.entries()) {
    if (index < found) continue;
    const version = index + 1;
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`user_version = ${version}`);
    }).immediate();
    log.info('state.migrated', { version, step: step.name });
  }
}

function knownVersion(db: Database, steps: readonly Migration[]): number {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found <= steps.length) return found;
  throw new AppError(
    'state_too_new',
    `state.db has schema ${found}, this LMCP knows ${steps.length}`,
  );
}
