import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HttpUpstream, startHttpUpstream } from '../helpers/http-upstream.ts';
import { callTool, createRigs, testServer } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
let upstream: HttpUpstream;

beforeAll(async () => {
  upstream = await startHttpUpstream();
});
afterEach(() => rigs.closeAll());
afterAll(() => upstream.kill());

describe.each(['stdio', 'http'])('a cold server over %s', (transport) => {
  const entry = () =>
    transport === 'stdio' ? testServer('echo.mjs') : upstream.entry('json', 'cold');

  it('SU-1 TR-24: is not started by a call whose client has left already', async () => {
    const { pool, events } = await rigs.open({ servers: { cold: entry() } });
    const connection = pool.shared('cold');
    const signal = AbortSignal.abort(new Error('the client left'));
    await expect(callTool(connection, 'echo', '{}', { signal })).rejects.toBe(signal.reason);
    await expect(connection.start(signal)).rejects.toBe(signal.reason);
    expect(connection.state).toBe('stopped');
    expect(events).toEqual([]);
  });

  it('SU-1: is started by the next call that somebody waits for', async () => {
    const { pool } = await rigs.open({ servers: { cold: entry() } });
    const connection = pool.shared('cold');
    const signal = AbortSignal.abort(new Error('the client left'));
    await callTool(connection, 'echo', '{}', { signal }).catch(() => undefined);
    expect(await callTool(connection, 'echo')).toMatchObject({ kind: 'result' });
  });
});
