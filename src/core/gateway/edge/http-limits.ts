/** Figures of the HTTP edge that the registry does not hold. */
export interface HttpLimits {
  readonly headersTimeoutMs: number;
  /** From a request's first byte to the last of its body. */
  readonly requestTimeoutMs: number;
  /** How often Node looks for late ones. */
  readonly timeoutCheckMs: number;
  readonly headerBytes: number;
  readonly connections: number;
  /** Least number of open requests of one client; more when the registry allows it more calls. */
  readonly requestsPerClient: number;
  readonly streamsPerClient: number;
  readonly sessionsPerClient: number;
  readonly sessionIdleMs: number;
  /** A reader that takes nothing for so long is cut. */
  readonly stallMs: number;
  /** A stream whose reader leaves more than this unread is cut. */
  readonly queuedBytes: number;
  readonly streamCommentMs: number;
  readonly keepAliveMs: number;
  /** After a refusal the rest of the body is read and dropped for so long, and up to so many bytes over its limit. */
  readonly lingerMs: number;
  readonly lingerBytes: number;
  /** Failed authentications in `failureWindowMs` before further ones are answered 429. */
  readonly failures: number;
  readonly failureWindowMs: number;
  /** Refusals recorded one by one in `failureWindowMs`; more are counted into one row. */
  readonly refusalRows: number;
  readonly checksPerMinute: number;
}

export const defaultHttpLimits: HttpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  timeoutCheckMs: 250,
  headerBytes: 16_384,
  connections: 256,
  requestsPerClient: 32,
  streamsPerClient: 8,
  sessionsPerClient: 64,
  sessionIdleMs: 30 * 60_000,
  stallMs: 30_000,
  queuedBytes: 1_048_576,
  streamCommentMs: 15_000,
  keepAliveMs: 60_000,
  lingerMs: 500,
  lingerBytes: 65_536,
  failures: 10,
  failureWindowMs: 60_000,
  refusalRows: 60,
  checksPerMinute: 10,
};
