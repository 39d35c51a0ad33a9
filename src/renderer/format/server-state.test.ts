import { expect, it } from 'vitest';
import { describeServerState } from './server-state.ts';

it('draws only what is proven in green', () => {
  expect(describeServerState('ready')).toEqual({ tone: 'ready', word: 'Ready' });
  for (const state of ['stopped', 'disabled', 'starting', 'backoff', 'needs_sign_in', 'blocked'])
    expect(describeServerState(state).tone).not.toBe('ready');
});

it('says a state that it does not know as it came, and claims nothing', () => {
  expect(describeServerState('levitating')).toEqual({ tone: 'stopped', word: 'levitating' });
});
