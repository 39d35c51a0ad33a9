import type { ClientIdentity } from '../connection/connection-options.ts';
import type { Wished } from '../connection/standing-wishes.ts';
import type { UpstreamReply, UpstreamRequest } from '../connection.ts';
import type { OpeningSession } from '../opening/open-session.ts';
import type { ConversationOptions } from './http-conversation.ts';
import type { HttpEndpoint } from './http-endpoint.ts';

/** Why a session can take no more requests. */
export interface SessionLoss {
  /**
   * `expired`: the server forgot it, a new one may begin at once. `sign_in`: it wants other credentials.
   * `unreachable`: nothing answers at its address.
   */
  kind: 'expired' | 'sign_in' | 'unreachable';
  /** One sentence for the operator. */
  detail: string;
}

export interface HttpSessionOptions extends ConversationOptions {
  endpoint: HttpEndpoint;
  identity: ClientIdentity;
  onLost: (loss: SessionLoss) => void;
  /** After a loss: what the request comes to in a new session, or null where it is not to be repeated. */
  onForgotten: (request: UpstreamRequest) => Promise<UpstreamReply> | null;
}

/** One session with an HTTP server, over either transport. */
export interface HttpSession extends OpeningSession, Wished {
  readonly inFlight: number;
  /** Resolves when the server has shown that it answers. Rejects as `request` does. */
  ping(timeoutMs: number): Promise<void>;
  /** Takes no more requests and ends by itself when the ones in flight are settled; resolves then. */
  retire(): Promise<void>;
  /** Ends now: requests in flight reject, the server is told. Resolves within 2 s. */
  close(): Promise<void>;
}

const doubtMs = 10_000;

/** Finds out whether the server still knows the session and its token: where it does not, the session is lost by the answer. */
export function pingQuietly(session: Pick<HttpSession, 'ping'>): void {
  session.ping(doubtMs).catch(() => {});
}

/** HTTP statuses by which a server asks for other credentials. */
export function asksForSignIn(status: number): boolean {
  return status === 401 || status === 403;
}

/** The media type of a content-type header, without its parameters. */
export function mediaType(contentType: string | undefined): string {
  return contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
}
