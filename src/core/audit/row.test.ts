import { describe, expect, it } from 'vitest';
import { formatUuid, isUuid, parseUuid, writeUuid } from './row.ts';

const uuid = '0190a3b4-c5d6-7e8f-9a0b-1c2d3e4f5a6b';

describe('the UUID of a call', () => {
  it('is 36 characters of lower-case hex with a dash in each of its places', () => {
    const lowest = formatUuid(Buffer.alloc(16));
    const highest = formatUuid(Buffer.alloc(16, 0xff));
    expect([uuid, lowest, highest].map(isUuid)).toEqual([true, true, true]);
    const wrong = [
      '',
      uuid.toUpperCase(),
      uuid.slice(1),
      `${uuid}0`,
      uuid.replaceAll('-', ''),
      uuid.replace('-', '0'),
      ...Array.from(uuid, (_, at) => `${uuid.slice(0, at)}g${uuid.slice(at + 1)}`),
      ...['/', ':', '`', '"', '\\', '\0', 'ａ'].map((sign) => `${sign}${uuid.slice(1)}`),
    ];
    expect(wrong.filter(isUuid)).toEqual([]);
  });

  it('is the same 16 bytes however it is read', () => {
    const buffer = Buffer.alloc(20, 0xff);
    writeUuid(uuid, buffer, 2);
    expect(buffer.subarray(2, 18)).toEqual(parseUuid(uuid));
    expect(formatUuid(buffer.subarray(2, 18))).toBe(uuid);
    expect([buffer[1], buffer[18]]).toEqual([0xff, 0xff]);
  });
});
