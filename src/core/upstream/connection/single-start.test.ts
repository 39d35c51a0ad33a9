import { describe, expect, it } from 'vitest';
import type { CancelSignal } from '../../cancellation.ts';
import { SingleStart } from './single-start.ts';

describe('a single start', () => {
  it('is there for whoever comes while it runs, and gone before anybody learns how it ended', async () => {
    const start = new SingleStart<string>();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = start.begin(() => promise);
    expect(start.running).toBe(first);
    const seen = first.then(() => start.running);
    resolve('up');
    expect(await seen).toBeNull();
    expect(await first).toBe('up');
  });

  it('may fail with nobody waiting, and begin again with a signal of its own', async () => {
    const start = new SingleStart<string>();
    const signals: CancelSignal[] = [];
    const begin = () =>
      start.begin(
        (signal) =>
          new Promise((_resolve, reject) => {
            signals.push(signal);
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      );
    const first = begin();
    start.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    void begin();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    start.abort(new Error('stopped'));
  });
});
