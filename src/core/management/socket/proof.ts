import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * Both ends of the local socket prove that they read the owner-only engine file (DESIGN: One engine, two hosts):
 * a name that somebody else holds is not believed, and neither is a stranger who found the name.
 *
 *   engine  -> { lmcp: 1, challenge: E }
 *   command -> { challenge: C, proof: HMAC(key, "command", E, C) }
 *   engine  -> { proof: HMAC(key, "engine", E, C) }
 */
export type Side = 'engine' | 'command';

export const keyBytes = 32;

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

export const greeting = z.strictObject({ lmcp: z.literal(1), challenge: hex32 });
export const answer = z.strictObject({ challenge: hex32, proof: hex32 });
export const confirmation = z.strictObject({ proof: hex32 });

export function makeChallenge(): string {
  return randomBytes(keyBytes).toString('hex');
}

/** `key`, both challenges: hex of 32 bytes. The side is part of it, so that a proof cannot be played back. */
export function makeProof(key: string, side: Side, engine: string, command: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update(`lmcp/socket/1\0${side}\0${engine}\0${command}`)
    .digest('hex');
}

/** Constant time; both are 64 hex digits by their schema. */
export function isProof(given: string, expected: string): boolean {
  const left = Buffer.from(given, 'hex');
  const right = Buffer.from(expected, 'hex');
  return left.length === right.length && timingSafeEqual(left, right);
}
