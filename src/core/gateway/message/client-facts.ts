import type { Era } from '../../upstream/connection.ts';
import type { LogLevel } from './log-level.ts';

/** A name and a version that somebody gives himself: shown and recorded, never believed (PO-14, AU-21). */
export interface Claim {
  readonly name: string;
  readonly version: string;
}

/** What a client says of itself: once in `initialize`, or in each request of the stateless era. */
export interface ClientFacts {
  readonly era: Era;
  readonly protocolVersion: string;
  /** The capabilities it declares, byte for byte as it wrote them. */
  readonly capabilities: Uint8Array;
  /** It may be given a task for an answer to a request of the stateless era (the extension of 2026-07-28). */
  readonly takesTasks: boolean;
  readonly claimed: Claim | null;
  /** Least severe log message that it wants on this request's stream; null for none. Sessions set theirs by `logging/setLevel`. */
  readonly logLevel: LogLevel | null;
}

/** Longest name and version of a client that is kept as its claim. */
const maxClaim = 128;

export const noCapabilities: Uint8Array = Buffer.from('{}');

/** Cuts a claim to what a row holds. */
export function claimOf(name: string, version: string): Claim {
  return { name: name.slice(0, maxClaim), version: version.slice(0, maxClaim) };
}

/** Before a message was read nobody has said anything. */
export const unknownClient: ClientFacts = {
  era: 'session',
  protocolVersion: '',
  capabilities: noCapabilities,
  takesTasks: false,
  claimed: null,
  logLevel: null,
};
