import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, ask, elicit, type RoundsRig, startRounds, textOf } from '../helpers/rounds-rig.ts';

/** What becomes of rounds that are misused, or that nobody comes back for. */
let rig: RoundsRig;
const client: RoundsRig['client'] = (id) => rig.client(id);

beforeAll(async () => {
  rig = await startRounds();
});

afterAll(() => rig.stop());

describe('a handle', () => {
  const params = ask([elicit('Really?')]);
  const inputResponses = { 1: accept(1) };

  async function begin(): Promise<unknown> {
    const { result } = await client('a').request('tools/call', params);
    return result?.requestState;
  }

  it('UP-16: is refused from another client, with other arguments, for another tool, and altered; nothing runs', async () => {
    const requestState = await begin();
    const before = await rig.executions();
    const good = { ...params, requestState, inputResponses };
    const bad: ['a' | 'b', Record<string, unknown>][] = [
      ['b', good],
      ['a', { ...good, ...ask([elicit('Another?')]) }],
      ['a', { ...good, name: 'asks__told' }],
      ['a', { ...good, name: 'modern__confirm' }],
      ['a', { ...good, requestState: `${requestState}x` }],
      ['a', { ...good, requestState: 'state-1' }],
      ['a', { ...good, requestState: 7 }],
    ];
    for (const [id, misuse] of bad) {
      const { error } = await client(id).request('tools/call', misuse);
      expect(error).toMatchObject({ code: -32_602 });
      const denied = (await rig.engine.rows('call.denied')).at(-1);
      expect(denied).toMatchObject({ client: id, code: -32_602, reason: 'invalid_params' });
    }
    expect(await rig.executions()).toEqual(before);
    // None of it spent the handle.
    expect(textOf(await client('a').request('tools/call', good))).toEqual([accept(1)]);
  });

  it('UP-16: twice at once goes on once', async () => {
    const requestState = await begin();
    const before = await rig.executions();
    const again = { ...params, requestState, inputResponses };
    const replies = await Promise.all(
      [1, 2, 3].map(() => client('a').request('tools/call', again)),
    );
    const codes = replies.map(({ error }) => error?.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === -32_602)).toHaveLength(2);
    expect(await rig.executions()).toEqual(before);
  });

  it('UP-16: is worth nothing in a session', async () => {
    const requestState = await begin();
    const session = await rig.engine.connect('a');
    const { error } = await session.request('tools/call', { ...params, requestState });
    expect(error).toMatchObject({ code: -32_602 });
    session.close();
  });

  it('at most 32 wait for one client; the next call is refused, and cancelled at its server', async () => {
    const busy = client('b');
    for (let open = 0; open < 32; open++) {
      const { result } = await busy.request('tools/call', params);
      expect(result?.resultType).toBe('input_required');
    }
    const { error } = await busy.request('tools/call', params);
    expect(error).toMatchObject({ code: 42_900, data: { retryAfterMs: expect.any(Number) } });
    const outcome = (await rig.rowsUntil('call.outcome')).at(-1);
    expect(outcome).toMatchObject({ result: 'cancelled', sent: 'whole' });
  });

  it('from before a restart is refused in so many words', async () => {
    const first = await startRounds();
    const { result } = await first.client('a').request('tools/call', params);
    await first.engine.app.stop();
    const second = await startRounds(first.engine.directory);
    const { requestState } = result ?? {};
    const again = { ...params, requestState, inputResponses };
    const { error } = await second.client('a').request('tools/call', again);
    expect(error).toMatchObject({ code: -32_602, message: expect.stringContaining('restarted') });
    await second.stop();
    await first.stop();
  });
});

describe('a client that does not come back', () => {
  it('AU-10: with its token revoked between rounds: cancelled at the server, recorded as revoked', async () => {
    const { result } = await client('gone').request('tools/call', ask([elicit('Still there?')]));
    expect(result?.resultType).toBe('input_required');
    await rig.engine.api.clients.revoke({ id: 'gone' });
    const rows = await rig.rowsUntil('call.outcome');
    expect(rows.at(-1)).toMatchObject({ result: 'revoked', delivered: false });
  });

  it('TR-24: that hangs up in a later round ends the call, cancelled at the server', async () => {
    const params = ask([elicit('One?')], { thenNever: true });
    const { result } = await client('a').request('tools/call', params);
    const { hangUp } = client('a').abandonable('tools/call', {
      ...params,
      requestState: result?.requestState,
      inputResponses: { 1: accept(1) },
    });
    await rig.rowsUntil('request.answered');
    hangUp();
    const rows = await rig.rowsUntil('call.outcome');
    expect(rows.at(-1)).toMatchObject({ result: 'cancelled', delivered: false });
    expect((await rig.executions()).cancelled.length).toBeGreaterThan(0);
  });
});
