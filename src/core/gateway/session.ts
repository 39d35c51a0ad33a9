import type { ClientFacts } from './client-facts.ts';

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
  /** Calls in flight by JSON-RPC id (its exact JSON text): `notifications/cancelled` and revocation abort them. */
  readonly inFlight: Map<string, AbortController>;
  /** Sends one JSON-RPC message over the GET stream; dropped when none is open. */
  notify(message: Uint8Array): void;
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
  /** The session when it exists and this token made it; else undefined (foreign, unknown and ended look alike). */
  find(id: string, tokenId: string): Session | undefined;
  end(session: Session, why: 'deleted' | 'idle' | 'revoked' | 'shutdown'): void;
  all(): Iterable<Session>;
}
