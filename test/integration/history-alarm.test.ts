import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/core/database.ts';
import { cutLog } from '../helpers/cut-log.ts';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

const registry = {
  clients: { a: { allow_servers: ['echo'] } },
  servers: { echo: testServer('echo.mjs') },
};

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lmcp-history-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** Runs an engine with a few calls, and ends it in good order. */
async function run(): Promise<void> {
  const engine = await startEngine({ registry, directory });
  const client = await engine.connect('a');
  for (let call = 0; call < 5; call++) await client.call('echo__echo');
  client.close();
  await engine.stop();
}

const callOf = async (engine: TestEngine) => {
  const client = await engine.connect('a');
  const reply = await client.call('echo__echo');
  client.close();
  return reply;
};

it('AD-9 P-66 AU-20: a log whose tail was cut holds every token until a person acknowledges it', async () => {
  await run();
  await cutLog(directory, 3);

  const engine = await startEngine({ registry, directory, expectErrors: true });
  expect(await engine.api.engine.status({})).toMatchObject({
    alarm: expect.stringContaining('ends at row'),
  });
  await expect(engine.connect('a')).rejects.toThrow('50301');
  expect(await engine.api.audit.verify({})).toMatchObject({ ok: false });
  expect(await engine.rows('history.alarm')).toHaveLength(1);

  await engine.api.audit.acknowledge({ reason: 'a disk was restored' });
  expect((await callOf(engine)).result).toBeDefined();
  expect((await engine.rows('history.acknowledged')).at(-1)).toMatchObject({
    reason: 'a disk was restored',
  });
  await engine.stop();

  const next = await startEngine({ registry, directory });
  expect((await next.api.engine.status({})).alarm).toBeNull();
  expect(await next.api.audit.verify({})).toMatchObject({ ok: true });
  await next.stop();
});

it('AD-9: an alarm that nobody acknowledged stands at the next start too', async () => {
  await run();
  await cutLog(directory, 2);
  for (let start = 0; start < 2; start++) {
    const engine = await startEngine({ registry, directory, expectErrors: true });
    await expect(engine.connect('a')).rejects.toThrow('50301');
    await engine.stop();
  }
});

it('AD-9: a log that was begun anew under another database id is another history', async () => {
  await run();
  const dataDir = join(directory, 'data');
  const state = openDatabase(join(dataDir, 'state.db'));
  state.exec(
    "UPDATE setting SET value = 'f00dfacef00dfacef00dfacef00dface' WHERE key = 'database_id'",
  );
  state.close();
  await rm(join(dataDir, 'audit'), { recursive: true });
  for (let start = 0; start < 2; start++) {
    const engine = await startEngine({ registry, directory, expectErrors: true });
    expect(await engine.api.engine.status({})).toMatchObject({
      alarm: expect.stringContaining('another state.db'),
    });
    await expect(engine.connect('a')).rejects.toThrow('50301');
    expect(await engine.api.audit.verify({})).toMatchObject({ ok: false });
    if (start === 1) await engine.api.audit.acknowledge({ reason: 'begun anew' });
    await engine.stop();
  }
  const next = await startEngine({ registry, directory });
  expect((await next.api.engine.status({})).alarm).toBeNull();
  expect((await callOf(next)).result).toBeDefined();
  expect(await next.api.audit.verify({})).toMatchObject({ ok: true });
  await next.stop();
});

it('AD-9: an untouched log raises no alarm', async () => {
  await run();
  const engine = await startEngine({ registry, directory });
  expect((await engine.api.engine.status({})).alarm).toBeNull();
  expect((await callOf(engine)).result).toBeDefined();
  await engine.stop();
});
