import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { AppError } from '../../shared/errors.ts';
import { type RegistryInput, registryFile } from '../../shared/registry.ts';
import { Budget } from './budget.ts';
import { compilePolicy } from './compiled-policy.ts';

function policyOf(input: RegistryInput) {
  const file = registryFile.parse({
    clients: { a: {}, b: {} },
    servers: { s: { transport: 'stdio', command: 'x' } },
    ...input,
  });
  return compilePolicy({
    revision: 1,
    sha256: '',
    lmcp: file.lmcp,
    clients: new Map(Object.entries(file.clients)),
    servers: new Map(Object.entries(file.servers)),
    broken: new Map(),
  });
}

function setUp(input: RegistryInput) {
  const clock = new FakeClock();
  const budget = new Budget(clock);
  let policy = policyOf(input);
  /** Another cap of the server is in force. */
  const cap = (in_flight_per_server: number) => {
    policy = policyOf({ lmcp: { limits: { ...input.lmcp?.limits, in_flight_per_server } } });
    budget.follow(policy);
  };
  const take = (client = 'a', tool = 't', signal = new AbortController().signal) =>
    budget.takeBudget(policy, client, 's', tool, signal);
  return { clock, budget, take, cap };
}

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('nothing was refused');
}

describe('Budget', () => {
  it('P-42 PO-11: the sixth call of a minute is 42900 with retryAfterMs; another client is not disturbed', async () => {
    const { clock, take } = setUp({
      clients: { a: { rate_limit_rpm: 5 }, b: { rate_limit_rpm: 5 } },
    });
    for (let call = 0; call < 5; call++) (await take()).release();
    const error = refusal(() => take());
    expect(error.code).toBe('limited');
    expect(error.data).toEqual({ limit: 'rpm', retryAfterMs: 12_000 });
    (await take('b')).release();
    clock.advance(11_999);
    expect(refusal(() => take()).data).toEqual({ limit: 'rpm', retryAfterMs: 1 });
    clock.advance(1);
    expect(await take()).toMatchObject({ queuedUs: 0 });
  });

  it('PO-11: a tool quota counts per client and tool, and costs nothing of the client rate when it refuses', async () => {
    const { take } = setUp({
      lmcp: { limits: { rpm: 3 } },
      servers: { s: { transport: 'stdio', command: 'x', tools: { 'search_*': { rpm: 1 } } } },
    });
    (await take('a', 'search_x')).release();
    expect(refusal(() => take('a', 'search_x')).data).toMatchObject({
      limit: 'tool_rpm',
      retryAfterMs: 60_000,
    });
    (await take('a', 'search_y')).release();
    (await take('a', 'other')).release();
    expect(refusal(() => take('a', 'other')).data).toMatchObject({ limit: 'rpm' });
  });

  it('PO-12: calls in flight are capped per client at once and queued per server', async () => {
    const { take } = setUp({
      lmcp: { limits: { in_flight_per_client: 3, in_flight_per_server: 1, queue: 1, rpm: 0 } },
    });
    const first = await take('a');
    const second = take('a');
    expect(second).toBeInstanceOf(Promise);
    expect(refusal(() => take('b')).data).toMatchObject({ limit: 'queue' });
    first.release();
    first.release();
    const slot = await second;
    const third = take('b');
    expect(third).toBeInstanceOf(Promise);
    slot.release();
    (await third).release();
    expect(take('b')).not.toBeInstanceOf(Promise);
  });

  it('PO-12: over the cap of one client nothing is queued', async () => {
    const { take } = setUp({
      lmcp: { limits: { in_flight_per_client: 1, in_flight_per_server: 0 } },
    });
    const slot = await take('a');
    expect(refusal(() => take('a')).data).toMatchObject({ limit: 'in_flight_per_client' });
    (await take('b')).release();
    slot.release();
    (await take('a')).release();
  });

  it('a call cancelled while it waits leaves the queue and its client slot', async () => {
    const { take } = setUp({
      lmcp: { limits: { in_flight_per_client: 1, in_flight_per_server: 1 } },
    });
    const first = await take('a');
    const controller = new AbortController();
    const waiting = take('b', 't', controller.signal);
    controller.abort(new AppError('cancelled'));
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    first.release();
    (await take('b')).release();
  });

  it('PO-9 PO-12: whoever waits when a server may take more goes on, before whoever comes then', async () => {
    const { take, cap } = setUp({ lmcp: { limits: { in_flight_per_server: 1, rpm: 0 } } });
    await take();
    const waiting = [take('a'), take('b'), take('a')];
    cap(3);
    await Promise.all(waiting.slice(0, 2));
    expect(take('b')).toBeInstanceOf(Promise);
    cap(0);
    await waiting[2];
    expect(take('b')).not.toBeInstanceOf(Promise);
  });

  it('PO-9 PO-12: a cap that was lowered is reached though others wait', async () => {
    const { take, cap } = setUp({ lmcp: { limits: { in_flight_per_server: 3, rpm: 0 } } });
    const slots = await Promise.all([take(), take(), take()]);
    let entered = 0;
    const waiting = [take('b'), take('b')].map(async (slot) => {
      await slot;
      entered++;
    });
    cap(1);
    for (const slot of slots.slice(0, 2)) slot.release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(entered).toBe(0);
    slots[2]?.release();
    await waiting[0];
    await new Promise((resolve) => setImmediate(resolve));
    expect(entered).toBe(1);
  });

  it('0 switches a limit off', async () => {
    const { take } = setUp({
      lmcp: { limits: { rpm: 0, tool_rpm: 0, in_flight_per_client: 0, in_flight_per_server: 0 } },
    });
    const slots = await Promise.all(Array.from({ length: 500 }, () => take()));
    expect(slots).toHaveLength(500);
  });
});
