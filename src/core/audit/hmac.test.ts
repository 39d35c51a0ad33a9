import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHmacSha256 } from './hmac.ts';

describe('createHmacSha256', () => {
  it.each([0, 1, 55, 64, 1_000, 16_384, 16_385, 100_000])(
    'AD-12: %i bytes give the HMAC-SHA-256 of RFC 2104',
    (length) => {
      const key = Buffer.alloc(32, 9);
      const bytes = Buffer.alloc(length, 0xa5);
      expect(createHmacSha256(key)(bytes)).toBe(
        createHmac('sha256', key).update(bytes).digest('hex'),
      );
    },
  );

  it('leaves nothing of a longer message in a shorter one', () => {
    const hmac = createHmacSha256(Buffer.alloc(32, 1));
    const alone = hmac(Buffer.from('x'));
    hmac(Buffer.alloc(500, 0xff));
    expect(hmac(Buffer.from('x'))).toBe(alone);
  });
});
