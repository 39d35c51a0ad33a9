import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, errorTable } from '../../../shared/error-table.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { readHeaders } from '../message/request-headers.ts';
import type { Detail } from './admission.ts';
import type { AuthFailures } from './auth-failures.ts';
import type { Connection } from './connections.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { HttpLimits } from './http-limits.ts';
import { closeGently } from './lingering-close.ts';
import { type RefusalOptions, refuse, refuseRaw } from './refusal.ts';

export interface RefuserDeps {
  failures: AuthFailures;
  clock: Clock;
  log: Logger;
  limits: Pick<HttpLimits, 'lingerMs' | 'lingerBytes' | 'failureWindowMs'>;
  bodyLimit: () => number;
}

/** One request as the edge sees it. */
export interface Incoming {
  readonly req: GatewayRequest;
  readonly res: ServerResponse;
  readonly connection: Connection;
}

/** After these nothing more on the connection can be believed. */
const distrusted: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'malformed_http',
  'repeated_header',
  'host_missing',
  'host_not_allowed',
  'origin_not_allowed',
  'headers_too_large',
  'body_too_large',
  'request_timeout',
]);

/** Turns requests away: the row first, then the answer, then what becomes of the connection. */
export class Refuser {
  readonly #deps: RefuserDeps;

  constructor(deps: RefuserDeps) {
    this.#deps = deps;
  }

  /** No row: nothing was decided about anyone. */
  quietly(incoming: Incoming, code: ErrorCode, options: RefusalOptions = {}): void {
    const close = this.#mustClose(incoming, code);
    this.#answer(incoming, code, { ...options, close });
  }

  recorded(
    incoming: Incoming,
    code: ErrorCode,
    reason: string,
    detail: Detail,
    client?: string,
  ): void {
    const close = this.#mustClose(incoming, code);
    const options: RefusalOptions =
      code === 'too_many_requests' ? { close, retryAfterS: 1 } : { close };
    this.#deps.failures.refused(errorTable[code].http, reason, detail, client).then(
      () => this.#answer(incoming, code, options),
      (error: unknown) => this.#unrecorded(incoming, error),
    );
  }

  unauthenticated(
    incoming: Incoming,
    reason: string,
    detail: Detail,
    client: string | null = null,
  ): void {
    const close = this.#mustClose(incoming, 'unauthorized');
    this.#deps.failures.failed(reason, detail, client).then(
      (code) =>
        this.#answer(
          incoming,
          code,
          code === 'unauthorized'
            ? { close }
            : { close, retryAfterS: Math.ceil(this.#deps.limits.failureWindowMs / 1_000) },
        ),
      (error: unknown) => this.#unrecorded(incoming, error),
    );
  }

  /** Where there is no response object: a broken parser, an upgrade, a connection too many. */
  raw(socket: Socket, code: ErrorCode, reason: string, detail: Detail): void {
    this.#deps.failures.refused(errorTable[code].http, reason, detail).then(
      () => this.#answerRaw(socket, code),
      (error: unknown) => {
        this.#deps.log.error('refusal.unrecorded', { error: String(error) });
        this.#answerRaw(socket, 'audit_unavailable');
      },
    );
  }

  /** Decided before the row is awaited, so that a request behind this one is not begun meanwhile. */
  #mustClose({ req, connection }: Incoming, code: ErrorCode): boolean {
    const close = distrusted.has(code) || this.#hasMuchBody(req);
    if (close) connection.closing = true;
    return close;
  }

  #hasMuchBody(req: GatewayRequest): boolean {
    if (req.complete) return false;
    const { transferEncoding, contentLength } = readHeaders(req.rawHeaders);
    if (transferEncoding !== undefined || req.headers.expect !== undefined) return true;
    return Number(contentLength ?? 0) > this.#deps.limits.lingerBytes;
  }

  #answer({ req, res }: Incoming, code: ErrorCode, options: RefusalOptions): void {
    if (options.close) {
      const { clock, limits, bodyLimit } = this.#deps;
      const read =
        code === 'body_too_large' && readHeaders(req.rawHeaders).transferEncoding !== undefined;
      closeGently(req, clock, limits.lingerMs, limits.lingerBytes + (read ? 0 : bodyLimit()));
    }
    refuse(res, code, options);
  }

  #unrecorded(incoming: Incoming, error: unknown): void {
    this.#deps.log.error('refusal.unrecorded', { error: String(error) });
    const code = error instanceof AppError ? error.code : 'audit_unavailable';
    incoming.connection.closing = true;
    this.#answer(incoming, code, { close: true });
  }

  #answerRaw(socket: Socket, code: ErrorCode): void {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    refuseRaw(socket, code);
    const timer = this.#deps.clock.after(this.#deps.limits.lingerMs, () => socket.destroy());
    socket.once('close', () => timer.cancel());
  }
}
