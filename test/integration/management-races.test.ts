import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  const server = testServer('echo.mjs');
  engine = await startEngine({
    registry: {
      clients: { cursor: { allow_servers: ['a'] }, codex: { allow_servers: ['a', 'b'] } },
      servers: { a: server, b: server, c: server },
    },
  });
});

afterAll(() => engine?.stop());

const reachOf = async (client: string) =>
  (await engine.api.clients.list({})).clients.find(({ id }) => id === client)?.allowServers;

const grant = (client: string, server: string, granted: boolean) =>
  engine.api.access.apply({ edits: [{ client, server, granted }] });

/** As a person with an editor: the watcher has not told of it yet when the next command comes. */
async function byHand(path: readonly string[], value: unknown): Promise<void> {
  const file = parseDocument(await readFile(engine.registryPath, 'utf8'));
  if (value === undefined) file.deleteIn(path);
  else file.setIn(path, value);
  await writeFile(engine.registryPath, file.toString());
}

const outcomes = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code));

describe('edits at the same time', () => {
  it('MG-9: of two grants to one client none is lost', async () => {
    await Promise.all([grant('cursor', 'b', true), grant('cursor', 'c', true)]);
    expect(await reachOf('cursor')).toEqual(['a', 'b', 'c']);
  });

  it('MG-9 PO-9: a grant does not bring back what was withdrawn at the same time, or by hand just before', async () => {
    await Promise.all([grant('cursor', 'c', false), grant('cursor', 'b', false)]);
    expect(await reachOf('cursor')).toEqual(['a']);
    await byHand(['clients', 'cursor', 'allow_servers'], []);
    await grant('cursor', 'c', true);
    expect(await reachOf('cursor')).toEqual(['c']);
  });

  it('MG-9: a removed server takes its own grants along, and none that came meanwhile', async () => {
    await byHand(['clients', 'codex', 'allow_servers'], ['b', 'c']);
    await engine.api.servers.remove({ id: 'b' });
    expect(await reachOf('codex')).toEqual(['c']);
  });

  it('MG-9: a client that was removed by hand is not begun anew by an edit of it', async () => {
    await byHand(['clients', 'codex'], undefined);
    await expect(grant('codex', 'c', true)).rejects.toMatchObject({ code: 'unknown_name' });
    await byHand(['clients', 'codex'], { allow_servers: [] });
    expect(await engine.api.engine.reload({})).toMatchObject({ problem: null });
    await byHand(['clients', 'codex'], undefined);
    const update = engine.api.clients.update({ id: 'codex', enabled: true });
    await expect(update).rejects.toMatchObject({ code: 'unknown_name' });
  });

  it('AU-10: a client that was removed by hand can be added again, with a token of its own', async () => {
    const { token } = await engine.api.clients.add({ id: 'gone' });
    await byHand(['clients', 'gone'], undefined);
    const again = await engine.api.clients.add({ id: 'gone' });
    expect(again.token).not.toBe(token);
    expect(await engine.token('gone')).toBe(again.token);
    const { clients } = await engine.api.clients.list({});
    const states = clients.find(({ id }) => id === 'gone')?.tokens.map(({ state }) => state);
    expect(states).toEqual(['revoked', 'active']);
    expect(await engine.rows('token.revoked')).toMatchObject([{ client: 'gone' }]);
  });

  it('of two that add the same client the first one keeps its token', async () => {
    const add = () => engine.api.clients.add({ id: 'twin' });
    const [first, second] = await Promise.allSettled([add(), add()]);
    expect(outcomes([first, second])).toEqual(['done', 'conflict']);
    const token = await engine.token('twin');
    expect(first).toMatchObject({ value: { token } });
  });

  it('of two that add the same server the first one stays, with its secret', async () => {
    const add = (command: string) => {
      const entry = { transport: 'stdio' as const, command, env: { API_KEY: `key of ${command}` } };
      return engine.api.servers.add({ id: 'twin', entry });
    };
    const settled = await Promise.allSettled([add('one'), add('two')]);
    expect(outcomes(settled)).toEqual(['done', 'conflict']);
    expect((await engine.api.servers.get({ id: 'twin' })).entry.command).toBe('one');
  });
});
