import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealEngine, startRealEngine } from '../helpers/real-engine.ts';
import { REAL_SERVER_IDS } from '../helpers/real-servers.ts';
import { SDK_CLIENTS } from '../helpers/sdk-clients.ts';

/** The official clients of every line and era, in front of each real server. */
let engine: RealEngine;
let token: string;

beforeAll(async () => {
  engine = await startRealEngine();
  token = await engine.token('gw');
});

afterAll(() => engine.stop());

describe.each(SDK_CLIENTS)('$line', ({ version, connect }) => {
  it(`speaks ${version} with the endpoint`, async () => {
    const client = await connect(engine.url, token);
    expect(client.protocolVersion).toBe(version);
    await client.close();
  });

  it.for(REAL_SERVER_IDS)('lists the tools of %s and calls one', async (id, context) => {
    const server = engine.server(context, id);
    const client = await connect(engine.url, token);
    const names = await client.toolNames();
    expect(names.filter((name) => name.startsWith(`${id}__`))).toHaveLength(server.tools);
    context.skip(server.callNeeds !== undefined, server.callNeeds);
    const { name, args } = server.call;
    const result = await client.call(`${id}__${name}`, args);
    expect(result.isError ?? false).toBe(false);
    expect(result.content).not.toEqual([]);
    await client.close();
  });
});
