import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  failureOf,
  type HttpUpstream,
  sentMessages,
  startHttpUpstream,
} from '../helpers/http-upstream.ts';
import { callTool, createRigs, testServerPath } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
let upstream: HttpUpstream;

beforeAll(async () => {
  upstream = await startHttpUpstream();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rigs.closeAll();
});
afterAll(() => upstream.kill());

async function open(manner: string, label: string, more: Record<string, unknown> = {}) {
  const rig = await rigs.open({ servers: { web: upstream.entry(manner, label, more) } });
  return { rig, connection: rig.pool.shared('web') };
}

describe('credentials of HTTP upstreams', () => {
  it.each(['unauthorized', 'forbidden'])(
    '%s: needs sign-in, said at once and not asked again',
    async (manner) => {
      const { connection } = await open(manner, manner);
      for (let attempt = 0; attempt < 3; attempt++) {
        const failure = await failureOf(callTool(connection, 'echo'));
        expect(failure).toMatchObject({ code: 'needs_sign_in', data: { sent: 'none' } });
      }
      expect(connection.state).toBe('needs_sign_in');
      expect(await upstream.log(manner)).toHaveLength(1);
    },
  );

  it('UP-21: a redirect to another origin is not followed, and no credential goes there', async () => {
    const other = await startHttpUpstream();
    const target = encodeURIComponent(`http://127.0.0.1:${other.port}/json/lured`);
    const url = `http://127.0.0.1:${upstream.port}/lured/lured?to=${target}`;
    const { rig, connection } = await open('lured', 'lured', {
      url,
      headers: { Authorization: 'Bearer upstream-secret' },
    });
    expect(await failureOf(callTool(connection, 'echo'))).toMatchObject({
      code: 'upstream_unavailable',
      data: { sent: 'none' },
    });
    expect(await other.log('lured')).toEqual([]);
    expect(connection.status()).toMatchObject({
      state: 'backoff',
      detail: 'It points to another origin, which is never followed',
    });
    expect(rig.logged.join()).not.toContain('upstream-secret');
    await other.kill();
  });

  it('UP-21: the older transport may not send its POSTs to another origin', async () => {
    const { connection } = await open('elsewhere', 'elsewhere');
    expect(await failureOf(callTool(connection, 'echo'))).toMatchObject({
      code: 'upstream_unavailable',
    });
    expect(connection.status().detail).toContain('another origin');
    expect(sentMessages(await upstream.log('elsewhere'), 'tools/call')).toEqual([]);
  });

  it('UP-21: TLS is verified whatever the environment says', async () => {
    const pem = readFileSync(testServerPath('self-signed.pem'));
    let requests = 0;
    const server = createServer({ key: pem, cert: pem }, () => requests++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { connection } = await open('json', 'tls', { url: `https://127.0.0.1:${port}/json/tls` });
    expect(await failureOf(callTool(connection, 'echo'))).toMatchObject({
      code: 'upstream_unavailable',
      data: { sent: 'none' },
    });
    expect(connection.status().detail).toBe('It cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(requests).toBe(0);
    server.close();
  });

  it('a header value that cannot be sent blocks the server, and is shown nowhere', async () => {
    const headers = { Authorization: '${secret:web/TOKEN}' };
    const rig = await rigs.open({
      servers: { web: upstream.entry('json', 'blocked', { headers }) },
    });
    await rig.secrets.set('server/web/TOKEN', 'secret\nX-Injected: 1');
    const connection = rig.pool.shared('web');
    await failureOf(callTool(connection, 'echo'));
    expect(connection.status()).toMatchObject({
      state: 'blocked',
      detail: expect.stringContaining('headers.Authorization'),
    });
    expect(await upstream.log('blocked')).toEqual([]);
    expect(rig.logged.join()).not.toContain('Injected');
  });
});
