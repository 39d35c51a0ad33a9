import { AppError } from '../../../shared/errors.ts';
import type { HttpServer } from '../../../shared/registry-server.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { ServerSignIn } from '../../oauth/sign-ins.ts';
import type { ConnectionOptions } from '../connection/connection-options.ts';
import { unlessAborted } from '../connection/unless-aborted.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import type { ServerListing } from '../definitions/server-listing.ts';
import type { EraNote } from '../era-memory.ts';
import { EraRefusal, negotiateEra, probeFailure } from '../opening/negotiate-era.ts';
import {
  discover,
  type OpeningOptions,
  retryTimeouts,
  shakeHands,
} from '../opening/open-session.ts';
import { readServer } from '../opening/read-server.ts';
import type { ConversationOptions } from './http-conversation.ts';
import { HttpEndpoint } from './http-endpoint.ts';
import { httpFailure, statusOf } from './http-failure.ts';
import type { HttpSession, SessionLoss } from './http-session.ts';
import { HttpSseSession } from './http-sse-session.ts';
import { HttpStatelessSession } from './http-stateless-session.ts';
import { HttpStreamableSession } from './http-streamable-session.ts';

export interface HttpLaunchOptions extends ConversationOptions {
  resolve: ConnectionOptions['resolve'];
  identity: ConnectionOptions['identity'];
  signIn: ServerSignIn | null;
  capabilities: Uint8Array;
  era: EraNote;
  /** Aborted when the server is stopped while it starts. */
  signal: CancelSignal;
  onLost: (session: HttpSession, loss: SessionLoss) => void;
  onForgotten: (session: HttpSession, request: UpstreamRequest) => Promise<UpstreamReply> | null;
  onFacts: (facts: ServerFacts) => void;
  /** May throw: the start has then failed. */
  onListing: ConnectionOptions['onListing'];
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
  const { signIn } = options;
  try {
    return await launch(server, options);
  } catch (error) {
    const isRefused = error instanceof AppError && statusOf(error) === 401;
    // A token that ended meanwhile is renewed once; `prepare` says so where only a person can help.
    if (!isRefused || signIn?.dueUs !== 0 || options.signal.aborted) throw error;
    return launch(server, options);
  }
}

interface Target {
  url: string;
  headers: Record<string, string>;
  entry: HttpServer;
}

async function launch(server: Target, options: HttpLaunchOptions): Promise<HttpLaunched> {
  const { signIn } = options;
  await signIn?.prepare(server.url);
  const opening: OpeningOptions = { ...options, timeouts: server.entry.timeouts };
  const { session, facts } = await retryTimeouts(opening, () =>
    openSession(server, options, opening),
  );
  options.onFacts(facts);
  try {
    const listing = await readServer(session, facts, opening);
    signIn?.accepted();
    options.onListing(listing);
    return { session, facts, listing };
  } catch (error) {
    await session.close();
    throw error;
  }
}

type Opened = Omit<HttpLaunched, 'listing'>;

async function openSession(
  server: Target,
  options: HttpLaunchOptions,
  opening: OpeningOptions,
): Promise<Opened> {
  const begin = <Session extends HttpSession>(
    Kind: new (own: ConstructorParameters<typeof HttpStreamableSession>[0]) => Session,
  ): Session => {
    const session: Session = new Kind({
      ...options,
      endpoint: new HttpEndpoint(server.url, server.headers, options.signIn),
      onLost: (loss) => options.onLost(session, loss),
      onForgotten: (request) => options.onForgotten(session, request),
    });
    return session;
  };
  // A probe costs one exchange where nothing is known, and nothing afterwards.
  return negotiateEra(options.era.order('stateless'), (era) =>
    era === 'stateless'
      ? openStateless(begin(HttpStatelessSession), options.era, opening)
      : openInSession(begin(HttpStreamableSession), () => begin(HttpSseSession), opening),
  );
}

async function openStateless(
  session: HttpStatelessSession,
  era: EraNote,
  opening: OpeningOptions,
): Promise<Opened> {
  try {
    return { session, facts: await discover(session, opening, era.known === 'stateless') };
  } catch (error) {
    await session.close();
    throw probeFailure(error);
  }
}

async function openInSession(
  session: HttpStreamableSession,
  beginOlder: () => HttpSseSession,
  opening: OpeningOptions,
): Promise<Opened> {
  try {
    return { session, facts: await shakeHands(session, opening) };
  } catch (error) {
    await session.close();
    if (!olderTransportStatuses.has(statusOf(error))) throw error;
    return openOlder(beginOlder(), opening, error);
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
    // Neither transport of the session era: it may speak the other one.
    throw statusOf(error) === null ? error : new EraRefusal(refusal);
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
