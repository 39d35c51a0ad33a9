import type { Cancellation } from '../../cancellation.ts';
import type { LinkedSet } from '../../linked-set.ts';
import type { ClientFacts } from '../message/client-facts.ts';

/** What a client answered to a request of a server: the exact bytes, or its refusal. */
export type ClientAnswer =
  | { readonly kind: 'result'; readonly result: Uint8Array }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

export interface Cancellable {
  /** JSON-RPC id, as its exact JSON text. */
  readonly id: string;
  readonly abort: Cancellation;
}

/** A legacy-era session (2025-11-25 and older), bound to the token that made it. */
export interface Session {
  readonly id: string;
  /** Hex SHA-256 of the id, shortened: what rows and logs carry. */
  readonly digest: string;
  readonly clientId: string;
  readonly tokenId: string;
  /** What the client said of itself in `initialize`. */
  readonly client: ClientFacts;
  /** The aggregate, or one server's own endpoint. */
  readonly route: Route;
  /** Calls in flight, oldest first: `notifications/cancelled` and revocation abort them. */
  readonly inFlight: LinkedSet<Cancellable>;
  /** What was asked of its client and not answered yet, by the exact JSON text of the id. */
  readonly asked: Map<string, (answer: ClientAnswer) => void>;
  /** Sends one JSON-RPC message over the GET stream; false, and dropped, when none is open. */
  notify(message: Uint8Array): boolean;
}

export type Route =
  | { readonly kind: 'all' }
  | { readonly kind: 'server'; readonly serverId: string };

export interface OpenSession {
  clientId: string;
  tokenId: string;
  client: ClientFacts;
  route: Route;
}

export interface Sessions {
  /** @throws AppError `too_many_requests` over the cap of one client. */
  open(init: OpenSession): Session;
  end(session: Session, why: 'deleted' | 'idle' | 'revoked' | 'shutdown'): void;
  all(): Iterable<Session>;
}
