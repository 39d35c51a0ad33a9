import { describe, expect, it } from 'vitest';
import { type PendingRequest, PendingRequests } from './pending.ts';

function pendingOf(id: number, token?: string): PendingRequest {
  return {
    id,
    request: {
      method: 'tools/call',
      params: null,
      timeoutMs: 1,
      signal: new AbortController().signal,
      ...(token !== undefined && { progress: { token, received: () => {} } }),
    },
    resolve: () => {},
    reject: () => {},
    written: null,
    timer: null,
    dueUs: 0,
    progressRate: null,
    release: () => {},
  };
}

describe('PendingRequests', () => {
  it('UP-14: a request can be taken once; afterwards its id is known as late, another as unknown', () => {
    const requests = new PendingRequests();
    const pending = pendingOf(requests.nextId());
    requests.add(pending);
    expect(requests.wasOutstanding(pending.id)).toBe(false);
    expect(requests.take(pending.id)).toBe(pending);
    expect(requests.take(pending.id)).toBeUndefined();
    expect(requests.wasOutstanding(pending.id)).toBe(true);
    expect(requests.wasOutstanding(pending.id + 1)).toBe(false);
    expect(requests.size).toBe(0);
  });

  it('UP-14: ids never repeat, do not start at one place, and do not grow by one step', () => {
    const first = new PendingRequests();
    const ids = Array.from({ length: 1_000 }, () => first.nextId());
    const steps = new Set(ids.slice(1).map((id, index) => id - (ids[index] ?? 0)));
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(steps.size).toBeGreaterThan(100);
    // There are servers that read no more than 31 bits.
    expect(ids.every((id) => Number.isSafeInteger(id) && id < 2 ** 31)).toBe(true);
    expect(new PendingRequests().nextId()).not.toBe(new PendingRequests().nextId());
  });

  it('progress finds its request by token for as long as it is outstanding', () => {
    const requests = new PendingRequests();
    const pending = pendingOf(1, '"p-1"');
    requests.add(pending);
    expect(requests.byProgressToken('"p-1"')).toBe(pending);
    expect(requests.takeAll()).toEqual([pending]);
    expect(requests.byProgressToken('"p-1"')).toBeUndefined();
  });
});
