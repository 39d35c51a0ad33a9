import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { McpClient, type McpStream } from '../helpers/mcp-client.ts';
import { accept, ask, elicit, type RoundsRig, startRounds } from '../helpers/rounds-rig.ts';

/** Clients with sessions are asked by requests over the stream of their call, under ids of ours. */
let rig: RoundsRig;
const sessions: McpClient[] = [];

beforeAll(async () => {
  rig = await startRounds();
});

afterAll(async () => {
  for (const session of sessions) session.close();
  await rig.stop();
});

async function connect(
  id: 'a' | 'b' | 'closed',
  capabilities: Record<string, unknown> = { elicitation: { form: {}, url: {} }, roots: {} },
): Promise<McpClient> {
  const token = await rig.engine.token(id);
  const info = { name: 'session', version: '1' };
  const session = await McpClient.open(rig.engine.port, '/mcp', token, info, capabilities);
  sessions.push(session);
  return session;
}

const callOf = (params: unknown, id = 7) =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params });
const answerTo = (id: unknown, result: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result });
const lastOf = (stream: McpStream) => stream.messages.at(-1);
const question = 'elicitation/create';

describe('a request of a server to the client of a session', () => {
  it('comes over the stream of the call, and the answer goes back to the server', async () => {
    const session = await connect('a');
    const stream = await session.stream(callOf(ask([elicit('One?')])));
    const asked = await stream.next(question);
    expect(asked.params).toEqual({ message: 'One?' });
    const { status } = await session.post(answerTo(asked.id, accept(1)));
    expect(status).toBe(202);
    await stream.closed;
    expect(JSON.stringify(lastOf(stream))).toContain(String.raw`\"content\":{\"n\":1}`);
    const rows = await rig.rowsUntil('call.outcome');
    expect(rows.map(({ kind }) => kind)).toEqual([
      'call.intent',
      'request.relayed',
      'request.answered',
      'call.outcome',
    ]);
  });

  it('TR-22: is answered by that session alone: not by another of the client, nor by another client', async () => {
    const [session, twin, other] = await Promise.all([connect('a'), connect('a'), connect('b')]);
    const stream = await session.stream(callOf(ask([elicit('Mine?')])));
    const { id } = await stream.next(question);
    for (const stranger of [twin, other]) {
      const { status } = await stranger.post(
        answerTo(id, { action: 'accept', content: { n: 666 } }),
      );
      expect(status).toBe(202);
    }
    await session.post(answerTo('unknown', accept(667)));
    await session.post(answerTo(id, accept(1)));
    // A second answer is one too many.
    await session.post(answerTo(id, accept(668)));
    await stream.closed;
    expect(JSON.stringify(lastOf(stream))).toContain(String.raw`\"n\":1}`);
    expect(JSON.stringify(lastOf(stream))).not.toContain('66');
  });

  it("a client's refusal reaches the server with its code", async () => {
    const session = await connect('a');
    const stream = await session.stream(callOf(ask([elicit('One?')])));
    const { id } = await stream.next(question);
    const error = { code: -1, message: 'User rejected' };
    await session.post(JSON.stringify({ jsonrpc: '2.0', id, error }));
    await stream.closed;
    expect(JSON.stringify(lastOf(stream))).toContain('User rejected');
  });

  it('goes over the GET stream when the stream of the call is gone', async () => {
    const session = await connect('a');
    const other = await session.openStream();
    const params = ask([elicit('First?'), elicit('Second?')], { oneByOne: true });
    const stream = await session.stream(callOf(params));
    const first = await stream.next(question);
    stream.close();
    await stream.closed;
    await session.post(answerTo(first.id, accept(1)));
    const second = await other.next(question);
    expect(second.params).toEqual({ message: 'Second?' });
    await session.post(answerTo(second.id, accept(2)));
    expect((await rig.rowsUntil('call.outcome')).at(-1)).toMatchObject({ result: 'ok' });
    other.close();
  });

  it('is taken back at the client when the call is cancelled', async () => {
    const session = await connect('a');
    const stream = await session.stream(callOf(ask([elicit('One?')])));
    const { id } = await stream.next(question);
    const cancelled = { requestId: 7 };
    await session.post(
      JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: cancelled }),
    );
    expect((await stream.next('notifications/cancelled')).params).toEqual({ requestId: id });
    const rows = await rig.rowsUntil('call.outcome');
    expect(rows.at(-1)).toMatchObject({ result: 'cancelled' });
  });

  it('P-59 UP-15: never comes to a client whose entry accepts nothing, or that declares nothing', async () => {
    for (const session of [await connect('closed'), await connect('a', {})]) {
      const answer = await session.post(callOf(ask([elicit('Hello?')])));
      expect(answer.text).toContain('-32601');
      expect(answer.text).not.toContain('Hello?');
    }
  });

  it('P-60 UP-15: in URL mode never comes to a client that declares forms alone', async () => {
    const session = await connect('a', { elicitation: {} });
    const linked = {
      method: question,
      params: { mode: 'url', message: 'Sign', url: 'https://example.com/', elicitationId: 'e' },
    };
    const answer = await session.post(callOf(ask([linked])));
    expect(answer.text).toContain('-32601');
    expect(answer.text).not.toContain('example.com');
  });

  it('in URL mode is followed by word that the visit is done, to the session that was asked alone', async () => {
    const [session, twin] = await Promise.all([connect('a'), connect('a')]);
    const [own, others] = await Promise.all([session.openStream(), twin.openStream()]);
    const elicitationId = 'visit-1';
    const params = { mode: 'url', message: 'Sign', url: 'https://example.com/', elicitationId };
    const stream = await session.stream(callOf(ask([{ method: question, params }])));
    const { id } = await stream.next(question);
    await session.post(answerTo(id, { action: 'accept' }));
    await stream.closed;
    const complete = 'notifications/elicitation/complete';
    const told = { methods: [complete, complete], params: { elicitationId } };
    await twin.call('asks__tell', told);
    expect((await own.next(complete)).params).toEqual({ elicitationId });
    expect(own.messages.filter(({ method }) => method === complete)).toHaveLength(1);
    expect(others.messages.filter(({ method }) => method === complete)).toEqual([]);
    own.close();
    others.close();
  });

  it('UP-15: news of its folders reach its own servers where it accepts to be asked for them', async () => {
    const news = '{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}';
    const heardBy = async (client: McpClient) =>
      (await client.call('asks__heard')).result?.content?.[0]?.text ?? '';
    for (const [id, reaches] of [
      ['a', true],
      ['b', false],
    ] as const) {
      const session = await connect(id);
      await heardBy(session);
      await session.post(news);
      expect((await heardBy(session)).includes('roots/list_changed')).toBe(reaches);
    }
  });

  it('goes on as rounds of its own at a server without sessions, and stops when the client refuses', async () => {
    const session = await connect('a');
    const stream = await session.stream(callOf({ name: 'modern__confirm', arguments: {} }));
    const { id } = await stream.next(question);
    const error = { code: -1, message: 'User rejected' };
    await session.post(JSON.stringify({ jsonrpc: '2.0', id, error }));
    await stream.closed;
    // To a form the refusal is a cancelled form: this revision has no other word for it.
    expect(JSON.stringify(lastOf(stream))).toContain(String.raw`\"action\":\"cancel\"`);
    const rows = await rig.rowsUntil('call.outcome', 'confirm');
    expect(rows.map(({ kind, round }) => [kind, round])).toEqual([
      ['call.intent', 0],
      ['call.outcome', 0],
      ['request.relayed', 0],
      ['request.answered', 0],
      ['call.intent', 1],
      ['call.outcome', 1],
    ]);
  });
});
