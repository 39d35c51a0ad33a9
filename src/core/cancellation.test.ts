import { describe, expect, it } from 'vitest';
import { Cancellation, type CancelSignal } from './cancellation.ts';

describe('Cancellation', () => {
  it('tells whoever listens then, once, and says why', () => {
    const cancellation = new Cancellation();
    const { signal } = cancellation;
    const heard: string[] = [];
    const gone = () => heard.push('gone');
    signal.addEventListener('abort', () => heard.push('one'));
    signal.addEventListener('abort', gone);
    signal.addEventListener('abort', () => heard.push('two'));
    signal.removeEventListener('abort', gone);
    expect([signal.aborted, signal.reason]).toEqual([false, undefined]);
    signal.throwIfAborted();
    cancellation.abort('first');
    cancellation.abort('second');
    expect(heard).toEqual(['one', 'two']);
    expect([signal.aborted, signal.reason]).toEqual([true, 'first']);
    expect(() => signal.throwIfAborted()).toThrow('first');
  });

  it('does with its listeners what an AbortController does', () => {
    const ways = [new Cancellation(), new AbortController()].map((controller) => {
      const signal: CancelSignal = controller.signal;
      const heard: string[] = [];
      const twice = () => heard.push('once');
      signal.addEventListener('abort', twice);
      signal.addEventListener('abort', twice);
      const takenBack = () => heard.push('taken back');
      signal.addEventListener('abort', () => {
        heard.push('last');
        signal.removeEventListener('abort', takenBack);
        signal.addEventListener('abort', () => heard.push('too late'));
      });
      signal.addEventListener('abort', takenBack);
      controller.abort('why');
      return { heard, reason: signal.reason };
    });
    expect(ways[0]).toEqual({ heard: ['once', 'last'], reason: 'why' });
    expect(ways[0]).toEqual(ways[1]);
  });
});
