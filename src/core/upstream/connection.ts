import type { CancelSignal } from '../cancellation.ts';
import type { Part } from '../json/parts.ts';
import type { LogSlice } from '../supervisor/server-log.ts';

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

/**
 * `session`: `initialize`, then a conversation that both sides remember (to 2025-11-25). `stateless`: `server/discover`, and
 * every request says all that it needs (2026-07-28).
 */
export type Era = 'session' | 'stateless';

/** What a server said of itself, in `initialize` or `server/discover`. Claims, for routing and display; no policy reads them. */
export interface ServerFacts {
  readonly era: Era;
  readonly protocolVersion: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** The same, byte for byte as the server wrote it. */
  readonly capabilityBytes: Uint8Array;
  /** Empty when it gave none. */
  readonly instructions: string;
  /** At most 128 characters. */
  readonly name: string;
  /** At most 64 characters. */
  readonly version: string;
}

/** A request of a server to the client whose call it belongs to: elicitation, sampling or roots. Answer it once; more is ignored. */
export interface ServerRequest {
  readonly method: string;
  /** A verified slice, or null for no params. */
  readonly params: Uint8Array | null;
  /** Aborted when the server takes it back, or the call it belongs to is over: an answer would reach nobody. */
  readonly signal: CancelSignal;
  /** @param result JSON of the result, sent as it is. */
  respond(result: Uint8Array): void;
  /** @param code a JSON-RPC error code. */
  refuse(code: number, message: string): void;
}

export interface UpstreamRequest {
  method: string;
  /** The params object's bytes in order, already rewritten; joined they are one JSON object. Null for no params. */
  params: readonly Part[] | null;
  /** Deadline in ms from when the request is sent. */
  timeoutMs: number;
  signal: CancelSignal;
  /** Called before it is sent where it had to wait for the server to be ready. What it throws, the request rejects with. */
  started?: () => void;
  /**
   * Set when the caller wants progress. `token` is the exact JSON text (`"p-17"`) that already stands as progressToken in
   * `params`, unique in this engine; `received` gets the raw params of each `notifications/progress` that carries it.
   */
  progress?: { readonly token: string; received(params: Uint8Array): void } | undefined;
  /**
   * Whom to ask what the server asks during this call. Absent: it is refused with -32601 and counted (UP-15). The call's deadline
   * stands still while an answer is outstanding.
   */
  asked?: ((request: ServerRequest) => void) | undefined;
  /** Notifications that came on this call's own stream; progress goes to `progress`. */
  notified?: (method: string, params: Uint8Array | null) => void;
  /**
   * JSON of the capabilities that stand behind this call, already narrowed to what the client's entry accepts: a stateless server
   * reads them in `_meta`, a child of this client alone is told of them in `initialize`. Absent: none.
   */
  clientCapabilities?: Uint8Array | undefined;
  /**
   * Least severe log message that is wanted during this call, null for none: a stateless server reads it in `_meta`. Absent: what
   * `logging/setLevel` asked for. A server of the session era knows the latter alone.
   */
  logLevel?: string | null;
}

/**
 * What came back. `result` and `error` are verified slices (grammar, UTF-8, depth) to be forwarded verbatim. They are views
 * into what was read, which nothing writes again: valid for as long as they are held, and holding all of it in memory meanwhile.
 */
export type UpstreamReply =
  | { kind: 'result'; result: Uint8Array; isError: boolean }
  /** A stateless server wants answers first: `inputRequests` and `requestState` stand in the result. */
  | { kind: 'input_required'; result: Uint8Array }
  | { kind: 'error'; code: number; error: Uint8Array };

/** How far a failed request got: what the outcome row records. */
export type Sent = 'none' | 'partial' | 'whole';

/**
 * `request` rejects with AppError: `upstream_unavailable` (down, backing off, died), `upstream_timeout`,
 * `upstream_protocol` (malformed, too large). `error.data.sent` is a `Sent`, `error.data.cause` one of CallResult.
 * An aborted signal rejects with the signal's reason, to whose data `sent` is added where the request was on its way; then
 * `notifications/cancelled` was sent.
 */
export interface Connection {
  readonly serverId: string;
  readonly launchKey: string;
  readonly state: ConnectionState;
  /** What the server said of itself when it was last started; null before that. */
  facts(): ServerFacts | null;
  /** Starts on first use (single flight), sends, waits. Nothing is ever retried here. */
  request(request: UpstreamRequest): Promise<UpstreamReply>;
  /** Sends a notification to a server that is up; nothing otherwise. Never waits, never throws. */
  send(method: string, params: Uint8Array | null): void;
  /** Ready, or rejects as `request` does. */
  start(signal?: CancelSignal): Promise<void>;
  /** Stop ladder for a child, session end for HTTP. In-flight requests reject. */
  stop(reason: string): Promise<void>;
  status(): ConnectionStatus;
  /** The machine has slept: a server that is ready is asked once, `delayMs` from now, whether it still answers (SU-15). */
  resumed(delayMs: number): void;
}

export interface ConnectionStatus {
  state: ConnectionState;
  /** One sentence for people: why it is not ready, or empty. */
  detail: string;
  /** Wall time (µs) since which it is in this state; null before its first start. */
  sinceUs: number | null;
  pid: number | null;
  /** Wall time (µs) at which it last showed that it answers: to a call, a ping, anything. */
  provedUs: number | null;
  inFlight: number;
  restarts: number;
  /** Milliseconds until the next start attempt, when backing off. */
  retryAfterMs: number | null;
  counters: { badLines: number; unknownIds: number; lateAnswers: number; refusedRequests: number };
}

/** @param params a verified slice, or null for no params. */
export type NotificationListener = (
  from: Connection,
  method: string,
  params: Uint8Array | null,
) => void;

/** All connections of the engine: one per launch key. */
export interface ConnectionPool {
  /** The connection for this server and caller, made when missing, not started. @throws AppError `upstream_unavailable` for a disabled or broken server. */
  get(serverId: string, scope: { clientId: string; sessionId: string | null }): Connection;
  /** The shared connection used by the operator (start, test, refresh). */
  shared(serverId: string): Connection;
  status(serverId: string): ConnectionStatus[];
  /** What it wrote to stderr and what LMCP did with it, over all its starts; see `ServerLog.read`. */
  log(serverId: string, after: number | null, limit: number): LogSlice;
  /** Called for each write to a server's log. */
  onLog(listener: (serverId: string) => void): () => void;
  /** Reads tools/list completely and records it in the definition store. */
  refresh(serverId: string, signal?: CancelSignal): Promise<void>;
  stopServer(serverId: string, reason: string): Promise<void>;
  /** A person's start: does not wait for a back-off or an open circuit to end, but forgets them. Ready when it resolves. */
  startServer(serverId: string, signal?: CancelSignal): Promise<void>;
  /** Stops every connection of the server and starts the shared one, as `startServer` does. */
  restartServer(serverId: string): Promise<void>;
  /** Ends the waiting of connections that needed sign-in, and starts the shared one anew if it was among them. */
  signedIn(serverId: string): Promise<void>;
  /** Starts every enabled `autostart` server; resolves when each is ready or has failed (and backs off). */
  startAutostart(): Promise<void>;
  /** Stops what ran for this session alone (`sharing: per_session`). */
  endSession(sessionId: string): void;
  /** The machine has slept: each ready server is asked once, spread over two seconds (SU-15). */
  resumed(): void;
  onChanged(listener: (serverId: string) => void): () => void;
  /** What servers tell that belongs to no call: list_changed of every kind, resources/updated, log messages. */
  onNotification(listener: NotificationListener): () => void;
  /** Stops everything; resolves when no process is left, within 8 s. */
  close(): Promise<void>;
}
