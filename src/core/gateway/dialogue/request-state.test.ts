import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RequestStates, type StateBinding } from './request-state.ts';

const key = randomBytes(32);
const states = new RequestStates(key);
const binding: StateBinding = {
  clientId: 'a',
  serverId: 's',
  kind: 'tool',
  item: 't',
  definition: 'd',
  args: Buffer.from('{"n":1}'),
};
const causeOf = (state: string, bound = binding, nowUs = 0, by = states): unknown => {
  try {
    by.open(state, bound, nowUs);
    return null;
  } catch (error) {
    return Object(error).data.cause;
  }
};

describe('requestState', () => {
  it('UP-16: comes back with the round and the state of the server, whatever that is', () => {
    for (const inner of [null, '', 'opaque "é" \u0000', 'x'.repeat(100_000)]) {
      const state = states.seal(binding, 'r', 10, inner);
      expect(states.open(state, binding, 9)).toEqual({ round: 'r', inner });
    }
  });

  it('UP-16: is worth nothing to another client, server, item, definition or arguments', () => {
    const state = states.seal(binding, 'r', 10, null);
    for (const other of [
      { clientId: 'b' },
      { serverId: 'other' },
      { kind: 'prompt' },
      { item: 'other' },
      { definition: 'changed' },
      { args: Buffer.from('{"n": 1}') },
      // The fields cannot be shifted into each other.
      { clientId: 'as', serverId: '' },
    ]) {
      expect(causeOf(state, { ...binding, ...other })).toBe('state_foreign');
    }
  });

  it('UP-16: is refused when any byte of it is another', () => {
    const state = states.seal(binding, 'r', 10, 'inner');
    for (let at = 0; at < state.length; at++) {
      const byte = state[at] === 'A' ? 'B' : 'A';
      const altered = state.slice(0, at) + byte + state.slice(at + 1);
      expect(causeOf(altered)).toBe('state_foreign');
    }
    for (const junk of ['', 'x', '..', `${state}.x`, `${state}-TAMPERED`, 'lmcp1.e30.']) {
      expect(causeOf(junk)).toBe('state_foreign');
    }
  });

  it('ends in time, and with the engine, and says which', () => {
    const state = states.seal(binding, 'r', 10, null);
    expect(causeOf(state, binding, 10)).toBe('state_expired');
    expect(causeOf(state, binding, 0, new RequestStates(key))).toBe('state_restarted');
    expect(causeOf(state, binding, 0, new RequestStates(randomBytes(32)))).toBe('state_foreign');
  });
});
