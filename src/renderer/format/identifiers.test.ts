import { describe, expect, it } from 'vitest';
import { formatHash, formatSequence, maskToken, toInitials } from './identifiers.ts';

describe('identifiers', () => {
  it('shows eight digits and four of a hash', () => {
    expect(formatHash(`9f3c11d0${'0'.repeat(52)}b7e2`)).toBe('9f3c 11d0…b7e2');
    expect(formatHash('9f3c')).toBe('9f3c');
  });

  it('numbers rows', () => {
    expect(formatSequence(48_213)).toBe('#48,213');
  });

  it('shows the last six characters of a token and no other', () => {
    const masked = maskToken('lmcp_c_0123456789abcdef');
    expect(masked).toMatch(/abcdef$/);
    expect(masked).not.toContain('9');
  });

  it.each([
    ['claude-code', 'CC'],
    ['github', 'GI'],
    ['', ''],
  ])('gives %s the initials %s', (name, initials) => {
    expect(toInitials(name)).toBe(initials);
  });
});
