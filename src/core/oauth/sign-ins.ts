import type { Actor } from '../audit/record.ts';

/** What an HTTP server said with a 401 or 403 (RFC 6750 section 3, RFC 9728 section 5.1): claims, checked where they are used. */
export interface Challenge {
  readonly status: number;
  /** Where it says that its metadata lies. */
  readonly resourceMetadata: string | null;
  readonly scope: string | null;
}

/** The sign-in to one HTTP server, shared by all its connections. */
export interface ServerSignIn {
  /** The `Authorization` to send to this URL, or null. Read for each request: a token is never sent to another URL. */
  header(url: string): string | null;
  /** From when on (monotonic µs) `renew` gets another token; infinite where there is none or it does not end. */
  readonly dueUs: number;
  /** Where a person can authorise, while a sign-in is under way. */
  readonly url: string | null;
  /**
   * Reads the token that is kept for this URL, and gets another where it is due; single flight (AU-17).
   * @throws AppError `needs_sign_in` where only a person can help, `upstream_unavailable` where nobody answered.
   */
  prepare(url: string): Promise<void>;
  /** `prepare` for the URL whose token is in use. */
  renew(): Promise<void>;
  /** The server refused. @param sent the header that it refused. @returns true where `prepare` may bring one that it takes. */
  refused(challenge: Challenge, sent: string | null): boolean;
  /** The server took what it was sent: a list was answered. */
  accepted(): void;
}

/** A sign-in that waits for a person. */
export interface StartedSignIn {
  /** Where to authorise: https, or http on this machine (AU-19). */
  readonly url: string;
  /** Seconds until it is given up. */
  readonly expiresS: number;
}

/** OAuth to HTTP servers. Beginning is a person's act: no call and no server begins a sign-in. */
export interface SignIns {
  of(serverId: string): ServerSignIn;
  /**
   * Finds the authorization server, waits on a loopback port for the answer of the browser. One at a time for each server: asked
   * again it is the same.
   * @throws AppError `sign_in_refused` with the reason, `upstream_unavailable`, `invalid_input`, `audit_unavailable`.
   */
  begin(serverId: string, actor: Actor): Promise<StartedSignIn>;
  /** Forgets tokens and registration. False where there was nothing. */
  signOut(serverId: string, actor: Actor): Promise<boolean>;
  /** Called when a sign-in began, ended or failed. */
  onChanged(listener: (serverId: string) => void): () => void;
  /** Gives up what waits. */
  close(): Promise<void>;
}
