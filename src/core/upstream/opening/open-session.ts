import { AppError } from '../../../shared/errors.ts';
import type { ServerEntry } from '../../../shared/registry-server.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { Clock } from '../../clock.ts';
import type { ClientIdentity } from '../connection/connection-options.ts';
import { unlessAborted } from '../connection/unless-aborted.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import {
  initializeParams,
  namesOurVersion,
  readDiscoverResult,
  readInitializeResult,
} from './handshake.ts';
import { EraRefusal } from './negotiate-era.ts';

/** A conversation with a server that has just begun, whatever carries it. */
export interface OpeningSession {
  request(request: UpstreamRequest): Promise<UpstreamReply>;
  notify(method: string, params?: Uint8Array | null): void | Promise<void>;
  /** Called with what the server said of itself, before anything else is sent. */
  opened(facts: ServerFacts): void;
}

export interface OpeningOptions {
  identity: ClientIdentity;
  /** JSON of the client capabilities that the server is told of. */
  capabilities: Uint8Array;
  timeouts: ServerEntry['timeouts'];
  clock: Clock;
  /** Aborted when the server is stopped while it starts. */
  signal: CancelSignal;
}

/** How long a server that was never seen as stateless may think about `server/discover`. */
const probeMs = 10_000;

/**
 * initialize, then `notifications/initialized`.
 * @param claim members of `_meta` by which a server of both eras knows that it may answer in the later one, or null.
 * @throws EraRefusal when the server refuses; AppError of `request`, or `upstream_protocol` for a result that is none.
 */
export async function shakeHands(
  session: OpeningSession,
  { identity, capabilities, timeouts, signal }: OpeningOptions,
  claim: Uint8Array | null = null,
): Promise<ServerFacts> {
  const reply = await session.request({
    method: 'initialize',
    params: [initializeParams(identity, capabilities, claim)],
    timeoutMs: timeouts.initialize_s * 1_000,
    signal,
  });
  if (reply.kind !== 'result') throw new EraRefusal(refused('initialize', reply));
  const facts = readInitializeResult(reply.result);
  session.opened(facts);
  await session.notify('notifications/initialized');
  return facts;
}

/**
 * `server/discover`, by which a stateless server is known.
 * @param expected true where the server was seen as stateless before: then it gets the time of an initialize.
 * @throws EraRefusal for any answer but a valid one, and for none in time; AppError of `request`.
 */
export async function discover(
  session: OpeningSession,
  { timeouts, signal }: OpeningOptions,
  expected: boolean,
): Promise<ServerFacts> {
  const startMs = timeouts.initialize_s * 1_000;
  const request = {
    method: 'server/discover',
    params: null,
    timeoutMs: expected ? startMs : Math.min(startMs, probeMs),
    signal,
  };
  const ask = () =>
    session.request(request).catch((error: unknown) => {
      // Silence is an answer too (specification: stdio, Backward Compatibility).
      const isSilent = error instanceof AppError && error.code === 'upstream_timeout';
      throw isSilent ? new EraRefusal(error) : error;
    });
  let reply = await ask();
  // Who names our version among those it speaks wants to be asked again (specification: Protocol Version Negotiation).
  if (reply.kind === 'error' && namesOurVersion(reply.error)) reply = await ask();
  if (reply.kind !== 'result') throw new EraRefusal(refused('server/discover', reply));
  const facts = readDiscoverResult(reply.result);
  if (facts === null) {
    const how = 'Its answer to server/discover is not valid';
    throw new EraRefusal(new AppError('upstream_protocol', how));
  }
  session.opened(facts);
  return facts;
}

/** A reply that is no result, to a request that has to have one. */
export function refused(
  method: string,
  reply: Exclude<UpstreamReply, { kind: 'result' }>,
): AppError {
  const how = reply.kind === 'error' ? `refused ${method} with code ${reply.code}` : `asked back`;
  return new AppError('upstream_protocol', `It ${how}`);
}

/** `retry_on_timeout` and `retry_backoff_s`: for initialize and lists alone, a call is never sent twice. */
export async function retryTimeouts<T>(
  { clock, timeouts, signal }: Omit<OpeningOptions, 'identity' | 'capabilities'>,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let retriesLeft = timeouts.retry_on_timeout; ; retriesLeft--) {
    try {
      return await attempt();
    } catch (error) {
      const timedOut = error instanceof AppError && error.code === 'upstream_timeout';
      if (!timedOut || retriesLeft <= 0 || signal.aborted) throw error;
      const waited = new Promise<void>((resolve) => {
        clock.after(Math.max(1, timeouts.retry_backoff_s) * 1_000, resolve);
      });
      await unlessAborted(waited, signal);
    }
  }
}
