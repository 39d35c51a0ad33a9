import { expect, it } from 'vitest';
import { defaultHttpLimits } from './http-limits.ts';

it('P-09 P-10 TR-10 TR-11 TR-12 TR-23 AU-12: the limits are the documented ones', () => {
  expect(defaultHttpLimits).toMatchObject({
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 30_000,
    headerBytes: 16_384,
    connections: 256,
    requestsPerClient: 32,
    streamsPerClient: 8,
    stallMs: 30_000,
    queuedBytes: 1_048_576,
    streamCommentMs: 15_000,
    failures: 10,
    failureWindowMs: 60_000,
    checksPerMinute: 10,
  });
  // The answer of a late request leaves within a second of its limit: the check, then the lingering close.
  const { timeoutCheckMs, lingerMs } = defaultHttpLimits;
  expect(timeoutCheckMs + lingerMs).toBeLessThan(1_000);
});
