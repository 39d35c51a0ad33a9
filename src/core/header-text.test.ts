import { describe, expect, it } from 'vitest';
import { decodeHeaderText, encodeHeaderText } from './header-text.ts';

describe('a text in a header', () => {
  it.each([
    ['us-west1', 'us-west1'],
    ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['line1\nline2', '=?base64?bGluZTEKbGluZTI=?='],
    ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
  ])('%j travels as %s', (text, header) => {
    expect(encodeHeaderText(text)).toBe(header);
    expect(decodeHeaderText(header)).toBe(text);
  });

  it('in base64 that is not valid is nothing; without both marks it is what it says', () => {
    for (const bad of ['=?base64?SGVsbG8?=', '=?base64?SGVs!!!bG8=?=']) {
      expect(decodeHeaderText(bad)).toBeNull();
    }
    expect(decodeHeaderText('=?base64?SGVsbG8=')).toBe('=?base64?SGVsbG8=');
  });
});
