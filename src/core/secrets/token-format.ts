import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { TokenKind } from './token-service.ts';

/** For secret scanners (AU-2): `lmcp_`, the kind, 256 random bits in base62, a base62 CRC-32 of all before it. */
export const tokenPattern = /^lmcp_[cms]_[0-9A-Za-z]{49}$/;

/** What a prefix can name: the kinds that are stored, and a browser's session, which lives in memory only (AU-8). */
export type PrefixKind = TokenKind | 'session';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 43;
const checksumLength = 6;
const foreignTokenLength = 4_096;
const prefixes = {
  client: 'lmcp_c_',
  management: 'lmcp_m_',
  session: 'lmcp_s_',
} as const satisfies Record<PrefixKind, string>;

/** A new token of that kind, 56 characters. */
export function makeToken(kind: PrefixKind): string {
  const start = prefixes[kind] + randomText();
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
export function kindOf(token: string): PrefixKind | undefined {
  const kinds: readonly PrefixKind[] = ['client', 'management', 'session'];
  return kinds.find((kind) => token.startsWith(prefixes[kind]));
}

/** 43 characters of 62 hold 256 bits. */
function randomText(): string {
  let text = '';
  while (text.length < randomLength) {
    for (const byte of randomBytes(64)) {
      // 248 is 4 * 62: bytes above would make some characters likelier.
      if (byte < 248 && text.length < randomLength) text += alphabet.charAt(byte % 62);
    }
  }
  return text;
}

function checksum(start: string): string {
  let rest = crc32(start);
  let text = '';
  while (text.length < checksumLength) {
    text = alphabet.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
