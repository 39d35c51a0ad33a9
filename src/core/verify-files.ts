import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, toWire } from '../shared/errors.ts';
import type { AnchoredHead } from './audit/anchor.ts';
import type { VerifyReport } from './audit/audit-reader.ts';
import { verifyAudit } from './audit/verify.ts';
import { systemClock } from './clock.ts';
import { toUnusable } from './data-paths.ts';
import { sqliteCode } from './database.ts';
import { EngineLog } from './engine-log.ts';
import { readKeptHead } from './history-guard.ts';
import { readableLog } from './readable-log.ts';
import { openSecretStore } from './secrets/open-secret-store.ts';
import { readPassphrase } from './secrets/passphrase.ts';
import { type RecordedChoices, readChoices } from './state/settings.ts';
import { openStateToRead } from './state/state-database.ts';

/** What is known of the head that is kept outside of the log, and so of rows that were cut off at its end. */
export interface KeptHeadReport {
  keptHead: 'compared' | 'none' | 'not_read';
  /** Why it could not be read. */
  keptHeadProblem?: string;
}

/**
 * Verifies the audit log of a data directory by its files and the head that its secret store keeps: no engine, no lock, and
 * no file is changed, so that a copy that nobody can write will do. A secret store that does not open is reported, and the rest verified.
 * @throws AppError `unknown_name` where there is no log, `audit_corrupt` where a file of it is none any more.
 */
export async function verifyFiles(
  dataDir: string,
  env: NodeJS.ProcessEnv,
): Promise<VerifyReport & KeptHeadReport> {
  if (!existsSync(join(dataDir, 'state.db'))) throw noLog(dataDir);
  const readable = readableLog(dataDir);
  try {
    const choices = readChoicesOf(dataDir, join(readable.dir, 'state.db'));
    // Before the files, of which it then names a row even where an engine is just starting.
    const { expectedHead, ...report } = await askKeptHead(dataDir, choices, env);
    // A log of which a head is kept was there: that it is gone is what verify finds.
    if (expectedHead === null && !existsSync(join(dataDir, 'audit'))) throw noLog(dataDir);
    const auditDir = join(readable.dir, 'audit');
    return { ...(await verifyAudit(auditDir, choices.databaseId, { expectedHead })), ...report };
  } catch (error) {
    throw toUnreadable(error);
  } finally {
    readable.remove();
  }
}

function noLog(dataDir: string): AppError {
  return new AppError('unknown_name', `There is no audit log in ${dataDir}`, {
    hint: '--data names another data directory.',
  });
}

function readChoicesOf(dataDir: string, statePath: string): RecordedChoices {
  try {
    const state = openStateToRead(statePath);
    try {
      const choices = readChoices(state.db);
      if (choices === null) throw noLog(dataDir);
      return choices;
    } finally {
      state.close();
    }
  } catch (error) {
    throw toUnusable(dataDir, error);
  }
}

/** A file of the log that SQLite cannot read does not verify either. */
function toUnreadable(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === null) return error;
  return new AppError('audit_corrupt', `The audit log cannot be read (${code})`, {
    cause: error,
    hint: 'A file of the log is damaged: restore it from a backup.',
  });
}

async function askKeptHead(
  dataDir: string,
  { databaseId, secretBackend }: RecordedChoices,
  env: NodeJS.ProcessEnv,
): Promise<KeptHeadReport & { expectedHead: AnchoredHead | null }> {
  if (secretBackend === null) return { keptHead: 'none', expectedHead: null };
  try {
    const passphrase = await readPassphrase(env);
    const secrets = await openSecretStore({
      choice: 'auto',
      recorded: secretBackend,
      record: () => undefined,
      dataDir,
      passphrase,
      allowKeyFile: true,
      clock: systemClock,
      log: new EngineLog({ clock: systemClock, file: null, write: () => undefined }),
    });
    const kept = await readKeptHead(secrets, databaseId);
    return { keptHead: kept === null ? 'none' : 'compared', expectedHead: kept?.head ?? null };
  } catch (error) {
    const keptHeadProblem = toWire(error).message;
    return { keptHead: 'not_read', keptHeadProblem, expectedHead: null };
  }
}
