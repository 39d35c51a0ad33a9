/**
 * The one error table: code -> HTTP status, JSON-RPC code, CLI exit code, whose fault, hint.
 * Product and tests share it; docs/errors.md is pinned to it by a test.
 */

export type Fault = 'caller' | 'upstream' | 'us';

export interface ErrorRow {
  readonly http: number;
  /** JSON-RPC error code, or null where no JSON-RPC error is ever made of it. */
  readonly rpc: number | null;
  /** Exit code of the command line: 1 failed, 2 usage, 3 configuration, 4 no engine, 5 policy, 6 verification. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6;
  readonly fault: Fault;
  readonly message: string;
  readonly hint: string;
}

type Shape = [
  http: number,
  rpc: number | null,
  exit: ErrorRow['exit'],
  fault: Fault,
  message: string,
  hint: string,
];

const row = ([http, rpc, exit, fault, message, hint]: Shape): ErrorRow => ({
  http,
  rpc,
  exit,
  fault,
  message,
  hint,
});

export const errorTable = {
  // The HTTP edge.
  malformed_http: row([
    400,
    null,
    1,
    'caller',
    'Malformed HTTP request',
    'Send one well-framed HTTP/1.1 request.',
  ]),
  repeated_header: row([
    400,
    null,
    1,
    'caller',
    'A header that decides was sent more than once',
    'Send Host, Origin, Authorization, Content-Type and Mcp-* once.',
  ]),
  host_missing: row([
    400,
    null,
    1,
    'caller',
    'The Host header is missing or malformed',
    'Connect to http://127.0.0.1:PORT/mcp.',
  ]),
  host_not_allowed: row([
    403,
    null,
    1,
    'caller',
    'This Host is not allowed',
    'Connect to http://127.0.0.1:PORT/mcp.',
  ]),
  origin_not_allowed: row([
    403,
    null,
    1,
    'caller',
    'This Origin is not allowed',
    'Web pages may not call this endpoint.',
  ]),
  unauthorized: row([
    401,
    null,
    5,
    'caller',
    'Unauthorized',
    'Send Authorization: Bearer TOKEN; `lmcp client snippet ID` shows a working one.',
  ]),
  too_many_failures: row([
    429,
    null,
    5,
    'caller',
    'Too many failed authentications',
    'Wait a minute; a valid token is still served.',
  ]),
  unsupported_media_type: row([
    415,
    null,
    1,
    'caller',
    'Unsupported media type',
    'Send Content-Type: application/json in UTF-8, without a content coding.',
  ]),
  body_too_large: row([
    413,
    null,
    1,
    'caller',
    'The body is too large',
    'lmcp.limits.body_bytes sets the limit.',
  ]),
  headers_too_large: row([
    431,
    null,
    1,
    'caller',
    'The headers are too large',
    'At most 16 KiB and 100 header lines.',
  ]),
  request_timeout: row([
    408,
    null,
    1,
    'caller',
    'The request took too long to arrive',
    'Headers must arrive in 10 s, the body in 30 s.',
  ]),
  not_found: row([404, null, 1, 'caller', 'Not found', 'The endpoint is /mcp, or /mcp/s/SERVER.']),
  method_not_allowed: row([405, null, 1, 'caller', 'Method not allowed', 'See the Allow header.']),
  not_acceptable: row([
    406,
    null,
    1,
    'caller',
    'Not acceptable',
    'Accept text/event-stream to open a stream.',
  ]),
  session_required: row([
    400,
    -32600,
    1,
    'caller',
    'Mcp-Session-Id is missing',
    'Send initialize first and repeat the session id it returns.',
  ]),
  session_not_found: row([404, -32600, 1, 'caller', 'Session not found', 'Send initialize again.']),
  too_many_requests: row([
    429,
    null,
    1,
    'caller',
    'Too many open requests, streams or sessions',
    'Close some, or raise lmcp.limits.',
  ]),
  server_busy: row([
    503,
    null,
    1,
    'us',
    'Too many connections',
    'Close some connections and try again.',
  ]),
  // JSON-RPC.
  parse_error: row([
    400,
    -32700,
    1,
    'caller',
    'Parse error',
    'The body is not one JSON object in valid UTF-8.',
  ]),
  invalid_request: row([
    400,
    -32600,
    1,
    'caller',
    'Invalid request',
    'Send one JSON-RPC 2.0 object.',
  ]),
  header_mismatch: row([
    400,
    -32020,
    1,
    'caller',
    'Header and body disagree',
    'MCP-Protocol-Version, Mcp-Method and Mcp-Name must match the body.',
  ]),
  unsupported_version: row([
    400,
    -32022,
    1,
    'caller',
    'Unsupported protocol version',
    'data.supported lists the versions.',
  ]),
  meta_invalid: row([
    400,
    -32602,
    1,
    'caller',
    'The request metadata is missing or not valid',
    'Since 2026-07-28 every request carries its protocol version and the client capabilities in params._meta.',
  ]),
  missing_capability: row([
    400,
    -32021,
    1,
    'caller',
    'The client does not declare a capability that this needs',
    'data.requiredCapabilities lists what to declare in the request metadata.',
  ]),
  method_not_found: row([
    404,
    -32601,
    1,
    'caller',
    'Method not found',
    'This method is not offered.',
  ]),
  invalid_params: row([
    200,
    -32602,
    1,
    'caller',
    'Invalid params',
    'tools/list shows what this client may call.',
  ]),
  // Decisions.
  policy_denied: row([
    200,
    -32011,
    5,
    'caller',
    'Denied by policy',
    '`lmcp explain CLIENT SERVER TOOL` shows the rule.',
  ]),
  needs_sign_in: row([
    200,
    40100,
    1,
    'upstream',
    'The server needs sign-in',
    '`lmcp server sign-in SERVER`, or Sign in in the Servers view; data.url is where to, while one is under way.',
  ]),
  sign_in_refused: row([
    422,
    null,
    1,
    'upstream',
    'The sign-in was refused',
    'The message says what the server or its authorization server would have to do, or to be set in `oauth` of its entry.',
  ]),
  review_pending: row([
    200,
    40900,
    5,
    'upstream',
    'The definition changed and awaits review',
    '`lmcp server approve SERVER` shows the difference and approves it.',
  ]),
  limited: row([
    200,
    42900,
    5,
    'caller',
    'Rate or concurrency limit reached',
    'Try again after retryAfterMs, or raise the limit in the registry.',
  ]),
  cancelled: row([
    200,
    -32800,
    1,
    'caller',
    'The request was cancelled',
    'Nothing to do: the client or the operator ended it.',
  ]),
  // Upstreams.
  upstream_protocol: row([
    200,
    50200,
    1,
    'upstream',
    'The server broke the protocol',
    '`lmcp server logs SERVER` shows what it printed.',
  ]),
  upstream_unavailable: row([
    200,
    50300,
    1,
    'upstream',
    'The server is not available',
    '`lmcp server list` shows its state and `lmcp server logs SERVER` why.',
  ]),
  upstream_timeout: row([
    200,
    50400,
    1,
    'upstream',
    'The server did not answer in time',
    'The deadlines are in `timeouts` of the server: initialize_s for its start, tools_call_s for a call.',
  ]),
  command_not_found: row([
    422,
    50300,
    1,
    'upstream',
    'The command was not found',
    'Use a full path, or install it where the message says it was searched.',
  ]),
  // Ourselves.
  audit_unavailable: row([
    503,
    50301,
    1,
    'us',
    'The audit log cannot be written, so nothing was sent',
    'Free disk space; calls resume by themselves.',
  ]),
  audit_corrupt: row([
    500,
    null,
    6,
    'us',
    'The audit log does not verify',
    '`lmcp audit verify` names the first bad row; `lmcp audit acknowledge --reason` resumes.',
  ]),
  history_alarm: row([
    503,
    50301,
    6,
    'us',
    'The audit history changed outside LMCP; every token is held',
    '`lmcp audit verify`, then `lmcp audit acknowledge --reason TEXT`.',
  ]),
  secret_store_unavailable: row([
    503,
    null,
    1,
    'us',
    'The secret store is not available',
    'Unlock the keychain, or set `secrets: encrypted_file` before the first start.',
  ]),
  secret_store_locked: row([
    503,
    null,
    1,
    'us',
    'The secret store is locked',
    'Unlock the keychain, or give the right passphrase.',
  ]),
  reference_unreadable: row([
    422,
    50300,
    3,
    'us',
    'A reference in the registry cannot be read',
    'Set the secret, the variable or the file that the message names.',
  ]),
  registry_invalid: row([
    422,
    null,
    3,
    'caller',
    'The registry is not valid',
    'Correct what the message names; until then the last good registry stays in force.',
  ]),
  not_supported_yet: row([
    422,
    null,
    3,
    'caller',
    'This is not supported yet',
    'Remove the key, or wait for the version that supports it.',
  ]),
  restart_required: row([
    409,
    null,
    1,
    'caller',
    'This change needs a restart',
    'Stop and start LMCP.',
  ]),
  usage: row([400, null, 2, 'caller', 'Wrong usage', 'See --help.']),
  unknown_method: row([404, null, 2, 'caller', 'No such management method', 'See the contract.']),
  invalid_input: row([
    400,
    null,
    2,
    'caller',
    'The input is not valid',
    'The message names the field.',
  ]),
  unknown_name: row([
    404,
    null,
    2,
    'caller',
    'No such client, server or item',
    '`lmcp client list` and `lmcp server list` show the names.',
  ]),
  consent_required: row([
    403,
    null,
    5,
    'caller',
    'This needs a second consent',
    'Run `lmcp consent` at this machine: it shows the request and the code that allows it.',
  ]),
  conflict: row([409, null, 1, 'caller', 'This name is taken', 'Choose another name.']),
  stale: row([
    412,
    null,
    1,
    'caller',
    'The registry changed in the meantime',
    'Read it again and repeat the change.',
  ]),
  unseen: row([
    428,
    null,
    1,
    'caller',
    'The edit names no registry that was seen',
    'Send the `sha256` that was read as `expectedSha256`.',
  ]),
  not_available: row([
    501,
    null,
    1,
    'us',
    'Not available in this host',
    'Use the desktop app, or the command line.',
  ]),
  management_off: row([
    404,
    null,
    1,
    'caller',
    'Management over HTTP is off',
    'Write `management_http: true` under `lmcp` in registry.yaml, then run `lmcp ui`.',
  ]),
  unreachable: row([
    503,
    null,
    4,
    'us',
    'The engine cannot be reached',
    'Start it with `lmcp serve`.',
  ]),
  already_running: row([
    409,
    null,
    1,
    'caller',
    'LMCP already runs on this data directory',
    'Use the running one, or stop it first.',
  ]),
  port_taken: row([
    409,
    null,
    1,
    'caller',
    'The port is taken',
    'Stop the other process or choose another lmcp.port; LMCP never moves by itself.',
  ]),
  state_too_new: row([
    409,
    null,
    1,
    'caller',
    'The data directory was written by a newer LMCP',
    'Run that version, or another --data directory.',
  ]),
  module_missing: row([
    500,
    null,
    1,
    'us',
    'A native module is missing',
    'Run `npm start` again: it installs what is missing.',
  ]),
  database_unusable: row([
    500,
    null,
    1,
    'us',
    'A database cannot give the guarantees it must',
    'Put --data on a local disk; the message names what failed.',
  ]),
  internal: row([
    500,
    -32603,
    1,
    'us',
    'Internal error',
    'The log holds the details under the id in data.',
  ]),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

export interface AppErrorOptions {
  hint?: string;
  /** Machine-readable detail that may reach the caller: never a secret. */
  data?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** The only error that crosses a room's border on purpose. Its code selects the table row. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message?: string, options: AppErrorOptions = {}) {
    super(
      message ?? errorTable[code].message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.hint = options.hint ?? errorTable[code].hint;
    this.data = options.data;
  }

  get row(): ErrorRow {
    return errorTable[this.code];
  }
}

/** What crosses a bridge in place of an exception. */
export interface WireError {
  code: ErrorCode;
  message: string;
  hint: string;
  data?: Readonly<Record<string, unknown>>;
}

export type Reply<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** Anything thrown, as it may be shown to a caller: an unknown error keeps its text to itself. */
export function toWire(error: unknown): WireError {
  const known =
    error instanceof AppError ? error : new AppError('internal', undefined, { cause: error });
  const wire: WireError = { code: known.code, message: known.message, hint: known.hint };
  return known.data === undefined ? wire : { ...wire, data: known.data };
}

/** The other way; an unknown code (a newer engine) reads as `internal` with the message kept. */
export function fromWire(wire: {
  code: string;
  message: string;
  hint?: string;
  data?: Readonly<Record<string, unknown>>;
}): AppError {
  const code: ErrorCode = isErrorCode(wire.code) ? wire.code : 'internal';
  return new AppError(code, wire.message, {
    ...(wire.hint === undefined ? {} : { hint: wire.hint }),
    ...(wire.data === undefined ? {} : { data: wire.data }),
  });
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
