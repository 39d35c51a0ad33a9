import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { TokenKind } from './token-service.ts';

/** For secret scanners (AU-2): `lmcp_`, the kind, 256 random bits in base62, a base62 CRC-32 of all before it. */
export const tokenPattern = /^lmcp_[cm]_[0-9A-Za-z]{49}$/;

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 43;
const checksumLength = 6;
const foreignTokenLength = 4_096;
const prefixes = { client: 'lmcp_c_', management: 'lmcp_m_' } as const satisfies Record<
  TokenKind,
  string
>;

/** A new token of that kind, 56 characters. */
export function makeToken(kind: TokenKind): string {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const start = prefixes[kind] + encode(random, randomLength);
  return start + checksum(start);
}

/**
 * Whether this can be a token at all, without looking anywhere (AU-3). Tokens without our prefix, taken over from
 * elsewhere, are any printable ASCII that fits in a header.
 */
export function isWellFormed(token: string): boolean {
  if (!token.startsWith('lmcp_')) {
    return token.length <= foreignTokenLength && /^[\x21-\x7e]+$/.test(token);
  }
  if (!tokenPattern.test(token)) return false;
  return checksum(token.slice(0, -checksumLength)) === token.slice(-checksumLength);
}

/** The kind that the prefix names, or undefined for a token that was made elsewhere. */
export function kindOf(token: string): TokenKind | undefined {
  if (token.startsWith(prefixes.client)) return 'client';
  if (token.startsWith(prefixes.management)) return 'management';
  return undefined;
}

function checksum(text: string): string {
  return encode(crc32(text), checksumLength);
}

function encode(value: bigint | number, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = (alphabet[Number(typeof rest === 'bigint' ? rest % 62n : rest % 62)] ?? '') + text;
    rest = typeof rest === 'bigint' ? rest / 62n : Math.floor(rest / 62);
  }
  return text;
}
