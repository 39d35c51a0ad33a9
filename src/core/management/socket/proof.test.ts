import { describe, expect, it } from 'vitest';
import { isProof, makeChallenge, makeProof } from './proof.ts';

const key = '11'.repeat(32);

describe('proof', () => {
  it('TR-27: depends on the key, on both challenges and on the side that gives it', () => {
    const [engine, command] = [makeChallenge(), makeChallenge()];
    const proof = makeProof(key, 'command', engine, command);
    expect(isProof(proof, makeProof(key, 'command', engine, command))).toBe(true);
    const others = [
      makeProof('22'.repeat(32), 'command', engine, command),
      makeProof(key, 'engine', engine, command),
      makeProof(key, 'command', makeChallenge(), command),
      makeProof(key, 'command', engine, makeChallenge()),
      makeProof(key, 'command', command, engine),
    ];
    for (const other of others) expect(isProof(other, proof)).toBe(false);
  });

  it('TR-27: a challenge is 32 fresh bytes', () => {
    expect(makeChallenge()).toMatch(/^[0-9a-f]{64}$/);
    expect(makeChallenge()).not.toBe(makeChallenge());
  });
});
