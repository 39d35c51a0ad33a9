import { expect, it } from 'vitest';
import { acceptedCoding } from './accepted-coding.ts';
import type { Coding } from './ui-manifest.ts';

const all = new Map<Coding, string>([
  ['identity', ''],
  ['gzip', ''],
  ['br', ''],
]);

it.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['*', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['GZIP', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['br;q=0.000,gzip;q=0', 'identity'],
  ['x-br, brotli', 'identity'],
] as const)('Accept-Encoding: %s is served as %s', (header, expected) => {
  expect(acceptedCoding(header, all)).toBe(expected);
});

it('a coding that was not built is not chosen', () => {
  expect(acceptedCoding('br, gzip', new Map([['identity', '']]))).toBe('identity');
});
