import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { McpClient } from '../helpers/mcp-client.ts';
import { accept, ask, elicit, type RoundsRig, startRounds, textOf } from '../helpers/rounds-rig.ts';

/** Rounds as a client without sessions sees them. */
let rig: RoundsRig;
const client: RoundsRig['client'] = (id) => rig.client(id);

beforeAll(async () => {
  rig = await startRounds();
});

afterAll(() => rig.stop());

describe('a call at a server with sessions', () => {
  it('stays open while the client is away, and is one call with its rounds in the log', async () => {
    const before = await rig.executions();
    const params = ask([elicit('One?'), { method: 'roots/list' }]);
    const first = await client('a').request('tools/call', params);
    expect(first.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: {
        1: { method: 'elicitation/create', params: { message: 'One?' } },
        2: { method: 'roots/list', params: {} },
      },
    });
    const { requestState } = first.result ?? {};
    const done = await client('a').request('tools/call', {
      ...params,
      requestState,
      inputResponses: { 1: accept(1), 2: { roots: [] }, unknown: {} },
    });
    expect(textOf(done)).toEqual([accept(1), { roots: [] }]);
    expect((await rig.executions()).executions).toBe(before.executions + 1);
    const rows = await rig.rowsUntil('call.outcome');
    expect(rows.map(({ kind, round }) => [kind, round])).toEqual([
      ['call.intent', 0],
      ['request.relayed', 0],
      ['request.answered', 1],
      ['call.outcome', 0],
    ]);
    expect(rows[1]).toMatchObject({ methods: ['elicitation/create', 'roots/list'] });
    expect(rows[3]).toMatchObject({ result: 'ok', delivered: true });
  });

  it('logs to the client that came back', async () => {
    const params = ask([elicit('One?')], { thenLog: true });
    const meta = { 'io.modelcontextprotocol/logLevel': 'info' };
    const first = await client('a').request('tools/call', params, { meta });
    const back = {
      ...params,
      requestState: first.result?.requestState,
      inputResponses: { 1: accept(1) },
    };
    const stream = await client('a').stream('tools/call', back, { meta });
    await stream.closed;
    expect(stream.messages[0]).toMatchObject({ params: { data: 'it was answered' } });
    expect(stream.messages[1]).toMatchObject({ result: { content: expect.anything() } });
  });

  it('asks again for what was not answered', async () => {
    const params = ask([elicit('One?'), elicit('Two?')]);
    const first = await client('a').request('tools/call', params);
    const again = await client('a').request('tools/call', {
      ...params,
      requestState: first.result?.requestState,
      inputResponses: { 2: accept(2) },
    });
    expect(again.result).toMatchObject({ inputRequests: { 1: elicit('One?') } });
    expect(again.result?.requestState).not.toBe(first.result?.requestState);
    const done = await client('a').request('tools/call', {
      ...params,
      requestState: again.result?.requestState,
      inputResponses: { 1: accept(1) },
    });
    expect(textOf(done)).toEqual([accept(1), accept(2)]);
  });

  it('is answered at once when its question was taken back before it could be put', async () => {
    const params = ask([elicit('Never mind')], { takeBack: true });
    const { result } = await client('a').request('tools/call', params);
    expect(result?.content?.[0]?.text).toBe('asked');
  });

  it('that ends while the client is away keeps its result for it', async () => {
    const params = ask([elicit('Still there?')], { untilReleased: true });
    const first = await client('a').request('tools/call', params);
    expect(first.result?.resultType).toBe('input_required');
    await client('a').call('asks__release');
    expect((await rig.rowsUntil('call.outcome')).at(-1)).toMatchObject({
      result: 'ok',
      delivered: false,
    });
    const { requestState } = first.result ?? {};
    const inputResponses = { 1: accept(1) };
    const done = await client('a').request('tools/call', {
      ...params,
      requestState,
      inputResponses,
    });
    expect(done.result?.content?.[0]?.text).toBe('went on without');
  });

  it('P-59 UP-15: asks nothing of a client that accepts nothing, and the log says so', async () => {
    const params = ask([elicit('One?')]);
    const reply = await client('closed').request('tools/call', params);
    expect(textOf(reply)).toMatchObject([{ code: -32_601 }]);
    expect(JSON.stringify(reply)).not.toContain('One?');
    let [denied] = await rig.engine.rows('request.denied');
    while (denied === undefined) [denied] = await rig.engine.rows('request.denied');
    expect(denied).toMatchObject({ server: 'asks', method: 'elicitation/create' });
  });

  it('P-60 UP-15: passes the address of a form on as it is, and never goes there', async () => {
    let visits = 0;
    const site = createServer((_request, response) => {
      visits++;
      response.end();
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { port } = site.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/sign?a=%2F&b="`;
    const linked = {
      method: 'elicitation/create',
      params: { mode: 'url', message: 'Sign', url, elicitationId: 'e' },
    };
    const params = ask([linked]);
    const first = await client('a').request('tools/call', params);
    expect(first.result).toMatchObject({ inputRequests: { 1: linked } });
    const inputResponses = { 1: { action: 'accept' } };
    const { requestState } = first.result ?? {};
    await client('a').request('tools/call', { ...params, requestState, inputResponses });
    expect(visits).toBe(0);
    site.close();
  });
});

describe('an error of the session era that wants a page visited', () => {
  const sign = { name: 'asks__sign', arguments: { url: 'https://example.com/sign' } };

  it('is a round of the stateless era, after which the request is made again', async () => {
    const first = await client('a').request('tools/call', sign);
    expect(first.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { 1: { params: { mode: 'url', url: 'https://example.com/sign' } } },
    });
    const { requestState } = first.result ?? {};
    const inputResponses = { 1: { action: 'accept' } };
    const done = await client('a').request('tools/call', { ...sign, requestState, inputResponses });
    expect(done.result?.content?.[0]?.text).toBe('signed');
  });

  it('UP-15: is -32021 under 400 for a client that cannot be sent there', async () => {
    const answer = await client('closed').ask('tools/call', sign);
    expect(answer.status).toBe(400);
    expect(answer.reply.error).toMatchObject({
      code: -32_021,
      data: { requiredCapabilities: { elicitation: { url: {} } } },
    });
  });

  const connect = async (id: string, capabilities: Record<string, unknown>) => {
    const info = { name: 'session', version: '1' };
    const { engine } = rig;
    return McpClient.open(engine.port, '/mcp', await engine.token(id), info, capabilities);
  };

  it('comes to a session that accepts pages as it is, and so does word that the visit is done', async () => {
    const session = await connect('b', { elicitation: { url: {} } });
    const { error } = await session.request('tools/call', sign);
    expect(error).toMatchObject({
      code: -32_042,
      data: { elicitations: [{ elicitationId: 'e' }] },
    });
    const stream = await session.openStream();
    const complete = 'notifications/elicitation/complete';
    await session.call('asks__tell', { methods: [complete], params: { elicitationId: 'e' } });
    expect((await stream.next(complete)).params).toEqual({ elicitationId: 'e' });
    stream.close();
    session.close();
  });

  it.each([
    ['whose entry accepts nothing', 'closed', { elicitation: { url: {} } }],
    ['that declares forms alone', 'b', { elicitation: { form: {} } }],
  ])('P-59 UP-15: comes to no session %s', async (_whose, id, declared) => {
    const session = await connect(id, declared);
    const answers: unknown[] = [];
    // Of two calls one is signed.
    for (let times = 0; times < 2; times++) {
      const { error, result } = await session.request('tools/call', sign);
      answers.push(error ?? result);
    }
    expect(answers).toContainEqual(expect.objectContaining({ code: -32_021 }));
    expect(JSON.stringify(answers)).not.toContain('example.com');
    session.close();
  });
});

describe('a server without sessions', () => {
  it('is given its own state back, and no other; each round is recorded under one call', async () => {
    const call = { name: 'modern__steps', arguments: { rounds: 2 } };
    const inputResponses = { step: accept(1) };
    const first = await client('a').request('tools/call', call);
    expect(first.result?.requestState).not.toBe('[]');
    const second = await client('a').request('tools/call', {
      ...call,
      requestState: first.result?.requestState,
      inputResponses,
    });
    const done = await client('a').request('tools/call', {
      ...call,
      requestState: second.result?.requestState,
      inputResponses,
    });
    expect(textOf(done).answers).toEqual([accept(1), accept(1)]);
    const rows = await rig.rowsUntil('call.outcome', 'steps');
    const rounds = rows.filter(({ kind }) => kind === 'call.intent').map(({ round }) => round);
    expect(rounds).toEqual([0, 1, 2]);
    const results = rows.filter(({ kind }) => kind === 'call.outcome').map(({ result }) => result);
    expect(results).toEqual(['input_required', 'input_required', 'ok']);
  });

  it('P-59 UP-15: is told of no capability that the entry does not accept', async () => {
    const { error, result } = await client('closed').call('modern__confirm');
    expect(result).toBeUndefined();
    expect(error).toMatchObject({ code: -32_021 });
  });
});
