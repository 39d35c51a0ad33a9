/**
 * What callers hand to the audit log. The log adds v, at_us, mono_us and boot, and writes keys in schema order.
 * Every field name is the member's name in the stored body.
 */
export type Door = 'mcp' | 'ipc' | 'socket' | 'http' | 'file';

export interface Actor {
  type: 'client' | 'operator' | 'engine';
  door: Door;
}

export type ItemKind = 'tool' | 'prompt' | 'resource' | 'completion' | 'task' | 'request';

export type CallResult =
  | 'ok'
  | 'tool_error'
  | 'input_required'
  | 'upstream_error'
  | 'timeout'
  | 'cancelled'
  | 'revoked'
  | 'upstream_died'
  | 'too_large'
  | 'not_sent'
  | 'unknown';

/** Who and what, shared by call.intent and call.denied. */
export interface CallSubject {
  actor: Actor;
  /** UUIDv7. */
  call_id: string;
  round: number;
  client: string;
  token_id: string;
  /** Hex digest of the session id, never the id. */
  session?: string;
  era: 'legacy' | 'modern';
  /** Name and version that the client claims for itself. */
  claimed_client?: { name: string; version: string };
  server: string;
  item_kind: ItemKind;
  item: string;
  rule: string;
  /** Revision of the registry that decided. */
  revision: number;
  registry_sha256: string;
}

export interface CallIntent extends CallSubject {
  /** Launch key of the upstream process or connection. */
  launch?: string;
  /** SHA-256 of the definition that was served. */
  definition?: string;
  decision: 'allow';
  approval_seq?: number;
}

export interface CallDenied extends CallSubject {
  decision: 'deny';
  /** JSON-RPC code of the answer. */
  code: number;
  reason: string;
}

export interface CallOutcome {
  result: CallResult;
  sent: 'none' | 'partial' | 'whole';
  delivered: boolean;
  /** JSON-RPC error code of the answer, if it was one. */
  code?: number;
  queue_us: number;
  duration_us: number;
  /** Size of the result in bytes. */
  bytes: number;
}

/** Every other kind: one flat record; values are small and hold no secret and no payload. */
export type EventKind =
  | 'auth.failed'
  | 'auth.failed.more'
  | 'request.refused'
  | 'session.opened'
  | 'session.closed'
  | 'list.served'
  | 'request.relayed'
  | 'request.answered'
  | 'request.denied'
  | 'token.minted'
  | 'token.rotated'
  | 'token.revoked'
  | 'token.expired'
  | 'token.revealed'
  | 'secret.set'
  | 'secret.removed'
  | 'registry.changed'
  | 'registry.refused'
  | 'pin.observed'
  | 'pin.approved'
  | 'pin.rejected'
  | 'pin.withdrawn'
  | 'command.given'
  | 'operator.signed_in'
  | 'operator.signed_out'
  | 'sign_in.begun'
  | 'sign_in.done'
  | 'sign_in.failed'
  | 'sign_in.ended'
  | 'server.started'
  | 'server.ready'
  | 'server.exited'
  | 'server.downgraded'
  | 'engine.started'
  | 'engine.stopped'
  | 'engine.recovered'
  | 'history.alarm'
  | 'history.acknowledged'
  | 'anchor.set'
  | 'export.made'
  | 'payload.erased';

export type EventValue =
  | string
  | number
  | boolean
  | readonly EventValue[]
  | { readonly [key: string]: EventValue };

export interface AuditEvent {
  kind: EventKind;
  actor: Actor;
  client?: string;
  server?: string;
  item?: string;
  /** JSON-RPC or HTTP code of the answer, where the event refused something. */
  code?: number;
  /** Members of this kind, in the order they are to be stored. */
  detail?: Readonly<Record<string, EventValue>>;
}
