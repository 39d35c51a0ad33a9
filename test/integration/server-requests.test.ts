import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, ServerRequest } from '../../src/core/upstream/connection.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { failureOf, type HttpUpstream, startHttpUpstream } from '../helpers/http-upstream.ts';
import { callTool, createRigs, testServer, toolText } from '../helpers/upstream-rig.ts';

const someone = { clientId: 'someone', sessionId: null };
const rigs = createRigs();
let upstream: HttpUpstream;

beforeAll(async () => {
  upstream = await startHttpUpstream();
});
afterEach(rigs.closeAll);
afterAll(() => upstream.kill());

const own = { sharing: 'per_client' as const };
const asking = { servers: { asks: testServer('asks.mjs', [], own) } };
const elicit = { method: 'elicitation/create', params: { message: 'Who?', n: 1 } };

/** A promise of each question, in order of asking. */
function questions() {
  const arrived: ServerRequest[] = [];
  const waiters: (() => void)[] = [];
  return {
    arrived,
    asked: (request: ServerRequest) => {
      arrived.push(request);
      for (const wake of waiters.splice(0)) wake();
    },
    async next(index: number): Promise<ServerRequest> {
      for (;;) {
        const found = arrived[index];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiters.push(resolve));
      }
    },
  };
}

const ask = (connection: Connection, given: unknown, more: Parameters<typeof callTool>[3]) =>
  callTool(connection, 'ask', JSON.stringify(given), more);

async function replies(connection: Connection) {
  return JSON.parse(toolText(await callTool(connection, 'replies')));
}

describe('requests of a server on a child of one client', () => {
  it('passes the params byte for byte to the call, and the answer byte for byte back', async () => {
    const { pool } = await rigs.open(asking);
    const connection = pool.get('asks', someone);
    const { asked, next } = questions();
    const call = ask(connection, { questions: [elicit, { method: 'roots/list' }] }, { asked });
    const first = await next(0);
    expect(first.method).toBe('elicitation/create');
    expect(Buffer.from(first.params ?? []).toString()).toBe('{"message":"Who?","n":1}');
    first.respond(Buffer.from('{"action":"accept",\n"content":{"n":1.0}}'));
    const second = await next(1);
    expect(second).toMatchObject({ method: 'roots/list', params: null });
    second.refuse(-1, 'No');
    second.respond(Buffer.from('{"roots":[]}'));
    expect(JSON.parse(toolText(await call))).toEqual([
      { action: 'accept', content: { n: 1 } },
      { code: -1, message: 'No' },
    ]);
    expect(connection.status().counters).toMatchObject({ refusedRequests: 0, unknownIds: 0 });
  });

  it('tells the child what the client can, and a shared one nothing', async () => {
    const { pool } = await rigs.open({
      servers: { ...asking.servers, shared: testServer('asks.mjs') },
    });
    const clientCapabilities = Buffer.from('{"elicitation":{"form":{}},"roots":{}}');
    const told = async (serverId: string) =>
      toolText(await callTool(pool.get(serverId, someone), 'told', '{}', { clientCapabilities }));
    expect(await told('asks')).toBe('{"elicitation":{"form":{}},"roots":{}}');
    expect(await told('shared')).toBe('{}');
  });

  it('P-59 UP-15: a shared child is refused though the call could be asked; so are other methods', async () => {
    const { pool } = await rigs.open({
      servers: { ...asking.servers, shared: testServer('asks.mjs') },
    });
    const { asked, arrived } = questions();
    const given = { questions: [elicit, { method: 'roots/list' }] };
    const refused = JSON.parse(toolText(await ask(pool.get('shared', someone), given, { asked })));
    expect(refused).toMatchObject([{ code: -32601 }, { code: -32601 }]);
    const connection = pool.get('asks', someone);
    const strange = { questions: [{ method: 'tools/list' }, { method: 'tasks/get' }] };
    const strangeReplies = JSON.parse(toolText(await ask(connection, strange, { asked })));
    expect(strangeReplies).toMatchObject([{ code: -32601 }, { code: -32601 }]);
    expect(arrived).toHaveLength(0);
    expect(connection.status().counters.refusedRequests).toBe(2);
  });

  it('asks the newest call that can be asked', async () => {
    const { pool } = await rigs.open(asking);
    const connection = pool.get('asks', someone);
    const [older, newer] = [questions(), questions()];
    const stop = new AbortController();
    const never = callTool(connection, 'never', '{}', { asked: older.asked, signal: stop.signal });
    const call = ask(connection, { questions: [elicit] }, { asked: newer.asked });
    (await newer.next(0)).respond(Buffer.from('{}'));
    await call;
    expect(older.arrived).toHaveLength(0);
    stop.abort(new Error('enough'));
    await expect(never).rejects.toThrow('enough');
  });

  it('UP-12: the deadline stands still while an answer is outstanding, and only then', async () => {
    const clock = new FakeClock();
    const { pool } = await rigs.open({ ...asking, clock });
    const connection = pool.get('asks', someone);
    await connection.start();
    const { asked, next } = questions();
    const given = { questions: [elicit, elicit], oneByOne: true, thenNever: true };
    let failed = false;
    const failure = failureOf(ask(connection, given, { asked, timeoutMs: 1_000 })).finally(() => {
      failed = true;
    });
    const first = await next(0);
    clock.advance(600_000);
    first.respond(Buffer.from('{}'));
    clock.advance(400);
    const second = await next(1);
    clock.advance(600_000);
    second.respond(Buffer.from('{}'));
    clock.advance(599);
    expect((await replies(connection)).replies).toHaveLength(2);
    expect(failed).toBe(false);
    clock.advance(1);
    expect(await failure).toMatchObject({ code: 'upstream_timeout' });
  });

  it('a server that takes a question back aborts it, and its answer goes nowhere', async () => {
    const { pool } = await rigs.open(asking);
    const connection = pool.get('asks', someone);
    const { asked, arrived, next } = questions();
    await ask(connection, { questions: [elicit], takeBack: true }, { asked });
    const question = await next(0);
    expect(question.signal.aborted).toBe(true);
    question.respond(Buffer.from('{}'));
    expect(await replies(connection)).toMatchObject({ replies: [] });
    expect(arrived).toHaveLength(1);
  });

  it('a call that ends takes its questions along, whoever ended it', async () => {
    const { pool } = await rigs.open(asking);
    const connection = pool.get('asks', someone);
    const { asked, next } = questions();
    await ask(connection, { questions: [elicit], answerAtOnce: true }, { asked });
    expect((await next(0)).signal.aborted).toBe(true);
    const stop = new AbortController();
    const call = ask(connection, { questions: [elicit] }, { asked, signal: stop.signal });
    const question = await next(1);
    stop.abort(new Error('the client left'));
    await expect(call).rejects.toThrow('the client left');
    expect(question.signal.aborted).toBe(true);
    question.respond(Buffer.from('{}'));
    const seen = await replies(connection);
    expect(seen.replies).toMatchObject([{ reply: { code: -32000 } }, { reply: { code: -32000 } }]);
    expect(seen.cancelled).toHaveLength(1);
  });

  it('UP-14: an id in use, and more than 16 questions at once, are refused and counted', async () => {
    const { pool } = await rigs.open(asking);
    const connection = pool.get('asks', someone);
    const { asked, arrived } = questions();
    const twins = {
      questions: [
        { ...elicit, as: 'one' },
        { ...elicit, as: 'one' },
      ],
    };
    await ask(connection, { ...twins, answerAtOnce: true }, { asked });
    expect(arrived).toHaveLength(1);
    const flood = { questions: Array.from({ length: 40 }, () => elicit), answerAtOnce: true };
    await ask(connection, flood, { asked });
    expect(arrived).toHaveLength(17);
    expect(connection.status().counters.refusedRequests).toBe(25);
    expect(connection.state).toBe('ready');
  });
});

describe('requests of an HTTP server', () => {
  it('on the stream of a POST they reach that call, though the session is shared', async () => {
    const { pool } = await rigs.open({ servers: { web: upstream.entry('stream', 'waits') } });
    const connection = pool.shared('web');
    const [mine, others] = [questions(), questions()];
    const stop = new AbortController();
    const other = failureOf(
      callTool(connection, 'silent', '{}', { asked: others.asked, signal: stop.signal }),
    );
    const call = callTool(connection, 'waits', '{}', { asked: mine.asked });
    (await mine.next(0)).respond(Buffer.from('{"action": "decline"}'));
    expect(toolText(await call)).toContain('"result":{"action": "decline"}');
    expect(others.arrived).toHaveLength(0);
    stop.abort(new Error('enough'));
    await other.catch(() => {});
  });

  it('P-59 UP-15: without anybody to ask they are refused', async () => {
    const { pool } = await rigs.open({ servers: { web: upstream.entry('stream', 'nobody') } });
    const connection = pool.shared('web');
    expect(toolText(await callTool(connection, 'waits'))).toContain('-32601');
    expect(connection.status().counters.refusedRequests).toBe(1);
  });
});
