import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/core/database.ts';
import { startEngine } from '../helpers/engine.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

it('AU-10: a token that ended while no engine ran gets its row at the next start', async () => {
  const directory = temporaryDirectory();
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const registry = { clients: { vscode: {} } };
  const first = await startEngine({ directory, registry });
  await first.stop();
  const state = openDatabase(join(first.dataDir, 'state.db'));
  state.exec('UPDATE token SET expires_us = created_us + 1 WHERE revoked_us IS NULL');
  state.close();
  const second = await startEngine({ directory });
  await expect
    .poll(async () => second.rows('token.expired'), { timeout: 5_000 })
    .toMatchObject([{ kind: 'token.expired' }]);
  await second.stop();
});
