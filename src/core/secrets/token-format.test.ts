import { describe, expect, it } from 'vitest';
import { isWellFormed, kindOf, makeToken, tokenPattern } from './token-format.ts';

describe('the format of tokens', () => {
  it('AU-2: a prefix for the kind, 43 base62 characters, a checksum of 6', () => {
    for (const [kind, prefix] of [
      ['client', 'lmcp_c_'],
      ['management', 'lmcp_m_'],
    ] as const) {
      const token = makeToken(kind);
      expect(token).toMatch(tokenPattern);
      expect(token).toHaveLength(56);
      expect(token.startsWith(prefix)).toBe(true);
      expect(kindOf(token)).toBe(kind);
      expect(isWellFormed(token)).toBe(true);
    }
  });

  it('AU-2: the checksum is the CRC-32 of all before it, in base62', () => {
    // CRC-32 of "lmcp_c_" and 43 zeros, computed with zlib outside this project.
    expect(isWellFormed(`lmcp_c_${'0'.repeat(43)}2kLouz`)).toBe(true);
  });

  it('AU-2: all characters are equally likely', () => {
    const counts = new Map<string, number>();
    const rounds = 2_000;
    for (let round = 0; round < rounds; round += 1) {
      for (const character of makeToken('client').slice(7, 50)) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(62);
    const expected = (rounds * 43) / 62;
    // Six standard deviations: a fair generator fails once in millions of runs.
    const tolerance = 6 * Math.sqrt(expected);
    for (const count of counts.values()) {
      expect(Math.abs(count - expected)).toBeLessThan(tolerance);
    }
  });

  it('AU-3: any single changed character is malformed', () => {
    const token = makeToken('client');
    for (let index = 0; index < token.length; index += 1) {
      const other = token.charAt(index) === 'A' ? 'B' : 'A';
      const changed = token.slice(0, index) + other + token.slice(index + 1);
      // Without its prefix it is nobody's format, and looked up like any foreign token.
      if (changed.startsWith('lmcp_')) expect(isWellFormed(changed), changed).toBe(false);
    }
  });

  it('AU-3: the kind is under the checksum', () => {
    const token = makeToken('client');
    expect(isWellFormed(token.replace('lmcp_c_', 'lmcp_m_'))).toBe(false);
  });

  it.each([
    '',
    'lmcp_',
    'lmcp_c_',
    'lmcp_x_'.padEnd(56, 'A'),
    'with space',
    'new\nline',
    'ünicode',
    'x'.repeat(4_097),
  ])('AU-3: %j is malformed', (text) => {
    expect(isWellFormed(text)).toBe(false);
  });

  it('AU-3: a token longer or shorter by one is malformed', () => {
    const token = makeToken('client');
    expect(isWellFormed(`${token}A`)).toBe(false);
    expect(isWellFormed(token.slice(0, -1))).toBe(false);
    expect(isWellFormed(`${token}\n`)).toBe(false);
  });

  it('takes any printable ASCII without our prefix for a token made elsewhere', () => {
    expect(isWellFormed('your-secure-token')).toBe(true);
    expect(kindOf('your-secure-token')).toBeUndefined();
  });
});
