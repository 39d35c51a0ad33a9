export type TokenKind = 'client' | 'management';

export type AuthFailure =
  | 'missing'
  | 'malformed'
  | 'unknown'
  | 'expired'
  | 'revoked'
  | 'wrong_kind';

export type Authentication =
  | { ok: true; kind: TokenKind; tokenId: string; clientId: string | null }
  | { ok: false; reason: AuthFailure };

export interface MintedToken {
  tokenId: string;
  token: string;
  /** Wall time in microseconds, or null for a token that never expires. */
  expiresUs: number | null;
}

export interface TokenStatus {
  tokenId: string;
  state: 'active' | 'grace' | 'expired' | 'revoked';
  createdUs: number;
  expiresUs: number | null;
  lastUsedUs: number | null;
}

/** Mints, checks and ends tokens. Digests live in state.db, the tokens themselves in the secret store. */
export interface TokenService {
  /** Synchronous and in memory: the hot path. `kind` is what the door accepts. */
  authenticate(token: string | undefined, kind: TokenKind): Authentication;
  mintClient(clientId: string, options: { ttlS?: number; adopt?: string }): Promise<MintedToken>;
  /** `adopt` takes over a token that was made elsewhere, in place of those before it; the same one again changes nothing. */
  mintManagement(options?: { adopt?: string }): Promise<MintedToken>;
  /** The current token of a client, from the secret store. */
  reveal(clientId: string): Promise<string>;
  revealManagement(): Promise<string>;
  /** A new token; the old ones keep working for `graceS` seconds (0 to 600). */
  rotate(clientId: string, options: { graceS: number; ttlS?: number }): Promise<MintedToken>;
  rotateManagement(): Promise<MintedToken>;
  revoke(clientId: string): Promise<void>;
  status(clientId: string): TokenStatus[];
  /** Called once for each token that stops working (revoked, expired, grace over). */
  onEnded(
    listener: (ended: {
      tokenId: string;
      clientId: string | null;
      why: 'revoked' | 'expired';
    }) => void,
  ): () => void;
  close(): void;
}
