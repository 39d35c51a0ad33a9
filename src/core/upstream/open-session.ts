import { AppError } from '../../shared/errors.ts';
import type { ServerEntry } from '../../shared/registry-server.ts';
import type { Clock } from '../clock.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from './connection.ts';
import type { ClientIdentity } from './connection-options.ts';
import { initializeParams, readInitializeResult } from './handshake.ts';
import { unlessAborted } from './unless-aborted.ts';

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
  signal: AbortSignal;
}

/** initialize, then `notifications/initialized`. @throws AppError of `request`, or `upstream_protocol` when the server refuses. */
export async function shakeHands(
  session: OpeningSession,
  { identity, capabilities, timeouts, signal }: OpeningOptions,
): Promise<ServerFacts> {
  const reply = await session.request({
    method: 'initialize',
    params: [initializeParams(identity, capabilities)],
    timeoutMs: timeouts.initialize_s * 1_000,
    signal,
  });
  if (reply.kind !== 'result') throw refused('initialize', reply);
  const facts = readInitializeResult(reply.result);
  session.opened(facts);
  await session.notify('notifications/initialized');
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
