import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Hmac } from './hmac.ts';

const key = Buffer.alloc(32, 9);
const expected = (bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest('hex');

describe('Hmac', () => {
  it.each([0, 1, 55, 64, 1_000, 16_384, 16_385, 65_536, 100_000])(
    'AD-12: %i bytes give the HMAC-SHA-256 of RFC 2104, at once and in slices',
    async (length) => {
      const bytes = Buffer.alloc(length, 0xa5);
      const hmac = new Hmac(key);
      expect(hmac.of(bytes)).toBe(expected(bytes));
      expect(await hmac.ofLong(bytes)).toBe(expected(bytes));
    },
  );

  it('leaves nothing of a longer message in a shorter one', () => {
    const hmac = new Hmac(key);
    const alone = hmac.of(Buffer.from('x'));
    hmac.of(Buffer.alloc(500, 0xff));
    expect(hmac.of(Buffer.from('x'))).toBe(alone);
  });

  it('lets the event loop turn between two slices, also while several long messages wait', async () => {
    const hmac = new Hmac(key);
    const messages = [1, 2, 3].map((byte) => Buffer.alloc(16 * 65_536, byte));
    let turns = 0;
    let over = false;
    const count = () => {
      turns++;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const digests = await Promise.all(messages.map((bytes) => hmac.ofLong(bytes)));
    over = true;
    expect(digests).toEqual(messages.map(expected));
    expect(turns).toBeGreaterThanOrEqual(3 * 16);
  });

  it('refuses a key that is longer than a block', () => {
    expect(() => new Hmac(Buffer.alloc(65))).toThrow(RangeError);
  });
});
