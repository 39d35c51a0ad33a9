import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { VerifyReport } from './audit/audit-reader.ts';
import { verifyAudit } from './audit/verify.ts';
import { systemClock } from './clock.ts';
import { EngineLog } from './engine-log.ts';
import { createSettings } from './state/settings.ts';
import { openState } from './state/state-database.ts';

/**
 * Verifies the audit log of a data directory by its files alone: no engine, no lock, and no row is written first.
 * @throws AppError `unknown_name` where there is no log.
 */
export async function verifyFiles(dataDir: string): Promise<VerifyReport> {
  const statePath = join(dataDir, 'state.db');
  const auditDir = join(dataDir, 'audit');
  if (!existsSync(statePath) || !existsSync(auditDir)) {
    throw new AppError('unknown_name', `There is no audit log in ${dataDir}`, {
      hint: '--data names another data directory.',
    });
  }
  const log = new EngineLog({ clock: systemClock, file: null, write: () => undefined });
  const state = openState(statePath, { log });
  try {
    return await verifyAudit(auditDir, createSettings(state.db).databaseId);
  } finally {
    state.close();
  }
}
