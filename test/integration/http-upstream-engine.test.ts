import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { type HttpUpstream, startHttpUpstream } from '../helpers/http-upstream.ts';

let upstream: HttpUpstream;
let engine: TestEngine;

beforeAll(async () => {
  upstream = await startHttpUpstream();
  const headers = { Authorization: 'Bearer of-the-upstream' };
  const server = (manner: string, label: string) =>
    ({
      transport: 'http',
      url: `http://127.0.0.1:${upstream.port}/${manner}/${label}`,
      headers,
    }) as const;
  engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['json', 'stream', 'old', 'changing', 'locked'] } },
      servers: {
        json: server('json', 'engine-json'),
        stream: server('stream', 'engine-stream'),
        old: server('old', 'engine-old'),
        changing: server('json', 'engine-changing'),
        locked: server('unauthorized', 'engine-locked'),
      },
    },
  });
});
afterAll(async () => {
  await engine.stop();
  await upstream.kill();
});

describe('HTTP upstreams behind the gateway', () => {
  it.each(['json', 'stream', 'old'])(
    'P-31 AU-15: the inbound token, session and client names stay here, the configured header goes (%s)',
    async (server) => {
      const client = await engine.connect('a');
      const { result } = await client.call(`${server}__headers`);
      expect(JSON.parse(result?.content?.[0]?.text ?? '').authorization).toBe(
        'Bearer of-the-upstream',
      );
      const seen = JSON.stringify(await upstream.log(`engine-${server}`));
      expect(seen).toContain('of-the-upstream');
      for (const own of [await engine.token('a'), client.session, 'x-client-id', 'x-lmcp-token']) {
        expect(own).not.toBe('');
        expect(seen).not.toContain(own);
      }
    },
  );

  it('PO-10: arguments and result pass byte for byte', async () => {
    const client = await engine.connect('a');
    const args = '{"n":9007199254740993,"f":1.0,"e":1E2,"2":0,"1":0}';
    const answer = await client.post(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stream__echo","arguments":${args}}}`,
    );
    expect(answer.text).toContain(',"n":[1.0, 9007199254740993,1E2]}');
    expect(answer.text).toContain(JSON.stringify(`"arguments":${args}`).slice(1, -1));
  });

  it('P-46 UP-3: a tool whose description changed is gone from the list, its call is 40900, its neighbours work', async () => {
    const client = await engine.connect('a');
    expect(await client.toolNames()).toContain('changing__echo');
    const stream = await client.openStream();
    await client.call('changing__change');
    await stream.next('notifications/tools/list_changed');
    expect(await client.toolNames()).not.toContain('changing__echo');
    expect((await client.call('changing__echo')).error?.code).toBe(40_900);
    expect((await client.call('changing__headers')).result).toBeDefined();
    stream.close();
  });

  it('a server that wants other credentials answers 40100', async () => {
    const client = await engine.connect('a');
    const { error } = await client.call('locked__echo');
    expect(error?.code).toBe(40_100);
    expect(JSON.stringify(error)).not.toContain('of-the-upstream');
  });
});
