import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/core/database.ts';
import { createHistory } from '../../src/core/state/history.ts';
import { startEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lmcp-revisions-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

it('AD-12: revisions go on over restarts, and what each stood for is kept without its secrets', async () => {
  const secret = 'plain-text-that-nobody-should-keep';
  const registry = {
    clients: { a: {} },
    servers: { echo: testServer('echo.mjs', [], { env: { API_KEY: secret } }) },
  };
  const first = await startEngine({ registry, directory });
  const { revision } = await first.api.access.view({});
  await first.api.access.apply({ edits: [{ client: 'a', server: 'echo', granted: true }] });
  const changed = await first.api.access.view({});
  expect(changed.revision).toBe(revision + 1);
  await first.stop();

  const text = await readFile(first.registryPath, 'utf8');
  const second = await startEngine({ registryText: text, directory });
  expect(await second.api.access.view({})).toMatchObject({
    revision: changed.revision,
    sha256: changed.sha256,
  });
  await second.stop();

  const state = openDatabase(join(directory, 'data', 'state.db'));
  const kept = createHistory(state).latest(10);
  state.close();
  expect(kept.map((entry) => entry.revision)).toEqual([changed.revision, revision]);
  expect(kept.map((entry) => entry.text).join()).toContain('allow_servers');
  expect(kept.map((entry) => entry.text).join()).not.toContain(secret);
});
