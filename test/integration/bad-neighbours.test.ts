import { afterAll, expect, it } from 'vitest';
import { callTool, createRigs, testServer, toolText } from '../helpers/upstream-rig.ts';

const anyone = { clientId: 'tester', sessionId: null };
const rigs = createRigs();
afterAll(rigs.closeAll);

it("SU-9: a flood, a busy loop, a hang and crashes leave another server's calls as they are", async () => {
  const rig = await rigs.open({
    servers: {
      flood: testServer('bad-start.mjs', ['stdout-flood']),
      busy: testServer('bad-start.mjs', ['busy']),
      bad: testServer('misbehave.mjs'),
      good: testServer('echo.mjs'),
    },
  });
  const faults = [
    callTool(rig.pool.get('flood', anyone), 'echo'),
    callTool(rig.pool.get('busy', anyone), 'echo'),
    callTool(rig.pool.get('bad', anyone), 'never'),
  ].map((call) => call.catch(() => 'ended'));
  for (const id of ['flood', 'busy', 'bad']) await rig.reached(id, 'ready');
  const good = rig.pool.get('good', anyone);
  for (let call = 0; call < 200; call++) {
    if (call === 100) await callTool(rig.pool.get('bad', anyone), 'die').catch(() => undefined);
    // Far above what a call takes beside such neighbours, far below what waiting for one of them would.
    const reply = await callTool(good, 'echo', '{"nonce":1}', { timeoutMs: 2_000 });
    expect(toolText(reply)).toBe('1');
  }
  // They were at it all the while.
  for (const id of ['flood', 'busy']) {
    expect(rig.pool.status(id)[0]).toMatchObject({ state: 'ready', inFlight: 1, restarts: 0 });
  }
  expect(rig.pool.status('good')[0]?.restarts).toBe(0);
  await rig.pool.close();
  expect(await Promise.all(faults)).toEqual(['ended', 'ended', 'ended']);
});
