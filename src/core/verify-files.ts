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
import type { Logger } from './log.ts';
import { openSecretStore } from './secrets/open-secret-store.ts';
import { readPassphrase } from './secrets/passphrase.ts';
import { createSettings, type Settings } from './state/settings.ts';
import { openState, type StateDatabase } from './state/state-database.ts';

/** What is known of the head that is kept outside of the log, and so of rows that were cut off at its end. */
export interface KeptHeadReport {
  keptHead: 'compared' | 'none' | 'not_read';
  /** Why it could not be read. */
  keptHeadProblem?: string;
}

/**
 * Verifies the audit log of a data directory by its files and the head that its secret store keeps: no engine, no lock, and no
 * row is written first. A secret store that does not open is reported, and the rest verified.
 * @throws AppError `unknown_name` where there is no log, `audit_corrupt` where a file of it is none any more.
 */
export async function verifyFiles(
  dataDir: string,
  env: NodeJS.ProcessEnv,
): Promise<VerifyReport & KeptHeadReport> {
  const statePath = join(dataDir, 'state.db');
  const auditDir = join(dataDir, 'audit');
  if (!existsSync(statePath)) throw noLog(dataDir);
  const log = new EngineLog({ clock: systemClock, file: null, write: () => undefined });
  const state = openStateOf(dataDir, statePath, log);
  try {
    const settings = createSettings(state.db);
    // Before the files, of which it then names a row even where an engine is just starting.
    const { expectedHead, ...report } = await askKeptHead(dataDir, settings, env, log);
    // A log of which a head is kept was there: that it is gone is what verify finds.
    if (expectedHead === null && !existsSync(auditDir)) throw noLog(dataDir);
    return { ...(await verifyAudit(auditDir, settings.databaseId, { expectedHead })), ...report };
  } catch (error) {
    throw toUnreadable(error);
  } finally {
    state.close();
  }
}

function noLog(dataDir: string): AppError {
  return new AppError('unknown_name', `There is no audit log in ${dataDir}`, {
    hint: '--data names another data directory.',
  });
}

function openStateOf(dataDir: string, path: string, log: Logger): StateDatabase {
  try {
    return openState(path, { log });
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
  { databaseId, secretBackend }: Settings,
  env: NodeJS.ProcessEnv,
  log: Logger,
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
      log,
    });
    const kept = await readKeptHead(secrets, databaseId);
    return { keptHead: kept === null ? 'none' : 'compared', expectedHead: kept?.head ?? null };
  } catch (error) {
    const keptHeadProblem = toWire(error).message;
    return { keptHead: 'not_read', keptHeadProblem, expectedHead: null };
  }
}
