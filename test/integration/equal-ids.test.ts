import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { replyOf } from '../helpers/mcp-client.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** Two clients whose requests carry the same ids, to one shared server. */
let engine: TestEngine;
const calls = 10_000;
const lanes = 16;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: { a: { allow_servers: ['echo'] }, b: { allow_servers: ['echo'] } },
      servers: { echo: testServer('echo.mjs') },
    },
  });
});

afterAll(() => engine.stop());

/** Calls echo with an id and a nonce. @returns the text that came back under that id. */
type Caller = (id: number, nonce: string) => Promise<unknown>;

async function inSession(clientId: string): Promise<Caller> {
  const client = await engine.connect(clientId);
  return async (id, nonce) => {
    const params = { name: 'echo__echo', arguments: { nonce } };
    const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params });
    return replyOf(await client.post(body), id).result?.content?.[0]?.text;
  };
}

async function withoutSession(clientId: string): Promise<Caller> {
  const client = new StatelessClient(engine.port, await engine.token(clientId));
  return async (id, nonce) => {
    const params = { name: 'echo__echo', arguments: { nonce } };
    const { body, headers } = client.message('tools/call', params, {});
    const answer = await client.send('POST', JSON.stringify({ ...JSON.parse(body), id }), headers);
    return replyOf(answer, id).result?.content?.[0]?.text;
  };
}

it.each([
  { eras: 'both in sessions', one: inSession, other: inSession },
  { eras: 'both without sessions', one: withoutSession, other: withoutSession },
  { eras: 'one of each era', one: inSession, other: withoutSession },
])(
  'P-21 TR-22: 10,000 interleaved calls of two clients with equal ids get their own answers only ($eras)',
  async ({ one, other }) => {
    const callers = [await one('a'), await other('b')];
    const wrong: unknown[] = [];
    await Promise.all(
      callers.flatMap((call, who) =>
        Array.from({ length: lanes }, async (_, lane) => {
          for (let id = lane; id < calls / 2; id += lanes) {
            const nonce = `${who}-${id}`;
            const text = await call(id, nonce);
            if (text !== nonce) wrong.push({ nonce, text });
          }
        }),
      ),
    );
    expect(wrong).toEqual([]);
  },
);
