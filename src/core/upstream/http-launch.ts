import { AppError } from '../../shared/errors.ts';
import type { ServerFacts } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { ConversationOptions } from './http-conversation.ts';
import { HttpEndpoint } from './http-endpoint.ts';
import { httpFailure, statusOf } from './http-failure.ts';
import type { HttpSession, SessionLoss } from './http-session.ts';
import { HttpSseSession } from './http-sse-session.ts';
import { HttpStreamableSession } from './http-streamable-session.ts';
import { type OpeningOptions, retryTimeouts, shakeHands } from './open-session.ts';
import { readServer } from './read-server.ts';
import type { ServerListing } from './server-listing.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface HttpLaunchOptions extends ConversationOptions {
  resolve: ConnectionOptions['resolve'];
  identity: ConnectionOptions['identity'];
  capabilities: Uint8Array;
  /** Aborted when the server is stopped while it starts. */
  signal: AbortSignal;
  onLost: (session: HttpSession, loss: SessionLoss) => void;
  onFacts: (facts: ServerFacts) => void;
}

export interface HttpLaunched {
  session: HttpSession;
  facts: ServerFacts;
  listing: ServerListing;
}

/** Statuses of the `initialize` POST after which the older transport is tried (specification: Backwards Compatibility). */
const olderTransportStatuses: ReadonlySet<number | null> = new Set([400, 404, 405]);

/** Resolves, shakes hands and lists: a server is ready when a tools/list was answered. No session is left when it rejects. */
export async function launchHttp(options: HttpLaunchOptions): Promise<HttpLaunched> {
  const server = await options.resolve();
  if (server.transport !== 'http') throw new AppError('internal', 'Not an HTTP server');
  const opening: OpeningOptions = { ...options, timeouts: server.entry.timeouts };
  const { session, facts } = await retryTimeouts(opening, () =>
    openSession(server, options, opening),
  );
  options.onFacts(facts);
  try {
    return { session, facts, listing: await readServer(session, facts, opening) };
  } catch (error) {
    await session.close();
    throw error;
  }
}

type Opened = Omit<HttpLaunched, 'listing'>;

async function openSession(
  server: { url: string; headers: Record<string, string> },
  options: HttpLaunchOptions,
  opening: OpeningOptions,
): Promise<Opened> {
  const begin = <Session extends HttpSession>(
    Kind: new (own: ConstructorParameters<typeof HttpStreamableSession>[0]) => Session,
  ): Session => {
    const session: Session = new Kind({
      ...options,
      endpoint: new HttpEndpoint(server.url, server.headers),
      onLost: (loss) => options.onLost(session, loss),
    });
    return session;
  };
  const streamable = begin(HttpStreamableSession);
  try {
    return { session: streamable, facts: await shakeHands(streamable, opening) };
  } catch (error) {
    await streamable.close();
    if (!olderTransportStatuses.has(statusOf(error))) throw error;
    return openOlder(begin(HttpSseSession), opening, error);
  }
}

/** @param refusal what a server that has no such stream either is reported with. */
async function openOlder(
  session: HttpSseSession,
  opening: OpeningOptions,
  refusal: unknown,
): Promise<Opened> {
  try {
    await locateInTime(session, opening);
    return { session, facts: await shakeHands(session, opening) };
  } catch (error) {
    await session.close();
    throw statusOf(error) === null ? error : refusal;
  }
}

async function locateInTime(
  session: HttpSseSession,
  { clock, timeouts, signal }: OpeningOptions,
): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = clock.after(timeouts.initialize_s * 1_000, () =>
    late.reject(
      httpFailure({
        code: 'upstream_timeout',
        sent: 'none',
        cause: 'timeout',
        detail: 'It did not say in time where to POST',
      }),
    ),
  );
  try {
    await unlessAborted(Promise.race([session.locate(), late.promise]), signal);
  } finally {
    timer.cancel();
  }
}
