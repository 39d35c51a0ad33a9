/** The one shape of a connection to an upstream, whatever its transport. */
export type ConnectionState =
  | 'stopped'
  | 'starting'
  | 'ready'
  | 'stopping'
  | 'backoff'
  | 'crashed'
  | 'blocked'
  | 'needs_sign_in'
  | 'quarantined';

export interface UpstreamRequest {
  method: string;
  /** The params object's bytes in order, already rewritten; joined they are one JSON object. Null for no params. */
  params: readonly Uint8Array[] | null;
  /** Deadline in ms from when the request is sent. */
  timeoutMs: number;
  signal: AbortSignal;
  /**
   * Set when the caller wants progress. `token` is the exact JSON text (`"p-17"`) that already stands as progressToken in
   * `params`, unique in this engine; `received` gets the raw params of each `notifications/progress` that carries it.
   */
  progress?: { readonly token: string; received(params: Uint8Array): void };
}

/**
 * What came back. `result` and `error` are verified slices (grammar, UTF-8, depth) to be forwarded verbatim. They are views
 * into what was read, which nothing writes again: valid for as long as they are held, and holding all of it in memory meanwhile.
 */
export type UpstreamReply =
  | { kind: 'result'; result: Uint8Array; isError: boolean }
  | { kind: 'error'; code: number; error: Uint8Array };

/** How far a failed request got: what the outcome row records. */
export type Sent = 'none' | 'partial' | 'whole';

/**
 * `request` rejects with AppError: `upstream_unavailable` (down, backing off, died), `upstream_timeout`,
 * `upstream_protocol` (malformed, too large). `error.data.sent` is a `Sent`, `error.data.cause` one of CallResult.
 * An aborted signal rejects with the signal's reason after `notifications/cancelled` was sent.
 */
export interface Connection {
  readonly serverId: string;
  readonly launchKey: string;
  readonly state: ConnectionState;
  /** Starts on first use (single flight), sends, waits. Nothing is ever retried here. */
  request(request: UpstreamRequest): Promise<UpstreamReply>;
  /** Ready, or rejects as `request` does. */
  start(signal?: AbortSignal): Promise<void>;
  /** Stop ladder for a child, session end for HTTP. In-flight requests reject. */
  stop(reason: string): Promise<void>;
  status(): ConnectionStatus;
}

export interface ConnectionStatus {
  state: ConnectionState;
  /** One sentence for people: why it is not ready, or empty. */
  detail: string;
  pid: number | null;
  /** Wall time (µs) of the last answered tools/list. */
  readyUs: number | null;
  inFlight: number;
  restarts: number;
  /** Milliseconds until the next start attempt, when backing off. */
  retryAfterMs: number | null;
  counters: { badLines: number; unknownIds: number; lateAnswers: number; refusedRequests: number };
}

/** All connections of the engine: one per launch key. */
export interface ConnectionPool {
  /** The connection for this server and caller, made when missing, not started. @throws AppError `upstream_unavailable` for a disabled or broken server. */
  get(serverId: string, scope: { clientId: string; sessionId: string | null }): Connection;
  /** The shared connection used by the operator (start, test, refresh). */
  shared(serverId: string): Connection;
  status(serverId: string): ConnectionStatus[];
  stderr(serverId: string): string;
  /** Reads tools/list completely and records it in the definition store. */
  refresh(serverId: string, signal?: AbortSignal): Promise<void>;
  stopServer(serverId: string, reason: string): Promise<void>;
  /** A person's start: does not wait for a back-off or an open circuit to end, but forgets them. Ready when it resolves. */
  startServer(serverId: string, signal?: AbortSignal): Promise<void>;
  /** Stops every connection of the server and starts the shared one, as `startServer` does. */
  restartServer(serverId: string): Promise<void>;
  /** Starts every enabled `autostart` server; resolves when each is ready or has failed (and backs off). */
  startAutostart(): Promise<void>;
  /** Stops what ran for this session alone (`sharing: per_session`). */
  endSession(sessionId: string): void;
  onChanged(listener: (serverId: string) => void): () => void;
  /** Stops everything; resolves when no process is left, within 8 s. */
  close(): Promise<void>;
}
