import type { ServerResponse } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import type { JsonNode } from '../../json/scan.ts';
import type { Logger } from '../../log.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Dispatch } from '../exchange/exchange.ts';
import type { LongStream, LongStreamOwner } from '../exchange/long-stream.ts';
import type { Route } from '../exchange/session.ts';
import { methodOf, readEnvelope } from '../message/envelope.ts';
import { isStateless, readStateless, sessionRefusal } from '../message/era.ts';
import { headerDisagreement } from '../message/header-agreement.ts';
import { exactText } from '../message/message.ts';
import { statelessVersion } from '../message/protocol-versions.ts';
import type { RequestHeaders } from '../message/request-headers.ts';
import { RequestMeta } from '../message/request-meta.ts';
import type { Admission } from './admit.ts';
import { type BodyFault, BodyReader } from './body.ts';
import { ClientLoads } from './client-load.ts';
import { ClientStreams } from './client-streams.ts';
import type { EventStream } from './event-stream.ts';
import { type ExchangeHost, HttpExchange } from './http-exchange.ts';
import type { HttpLimits } from './http-limits.ts';
import { commonHeaders } from './refusal.ts';
import type { Incoming, Refuser } from './refuser.ts';
import type { HttpSession, HttpSessions } from './sessions.ts';

export interface McpDoorDeps {
  registry: Registry;
  sessions: HttpSessions;
  dispatch: Dispatch;
  refuser: Refuser;
  clock: Clock;
  log: Logger;
  limits: HttpLimits;
}

type Admitted = Extract<Admission, { kind: 'admitted' }>;

/** `/mcp` behind admission: bodies become messages for dispatch, GET becomes a session's stream, DELETE ends a session. */
export class McpDoor implements ExchangeHost {
  readonly loads = new ClientLoads();
  readonly queuedBytes: number;
  readonly #deps: McpDoorDeps;
  readonly #streams: ClientStreams;
  readonly #meta = new RequestMeta();
  #onQuiet: (() => void) | null = null;

  constructor(deps: McpDoorDeps) {
    this.#deps = deps;
    this.queuedBytes = deps.limits.queuedBytes;
    this.#streams = new ClientStreams(this.loads, deps.clock, deps.limits);
  }

  handle(incoming: Incoming, admitted: Admitted, expectsContinue: boolean): void {
    if (admitted.method !== 'POST' && admitted.headers.protocolVersion === statelessVersion) {
      this.#deps.refuser.quietly(incoming, 'method_not_allowed', { allow: 'POST' });
      return;
    }
    switch (admitted.method) {
      case 'POST':
        this.#post(incoming, admitted, expectsContinue);
        return;
      case 'GET':
        this.#get(incoming, admitted);
        return;
      case 'DELETE':
        this.#delete(incoming, admitted);
        return;
    }
  }

  streaming(stream: EventStream): void {
    this.#streams.comments.add(stream);
  }

  kept(exchange: HttpExchange, end: (reason: AppError) => void): () => void {
    const { clientId, tokenId } = exchange.caller;
    const { kept } = this.loads.of(clientId);
    const entry = { tokenId, end };
    kept.add(entry);
    return () => void kept.delete(entry);
  }

  outlived(exchange: HttpExchange, res: ServerResponse, owner: LongStreamOwner): LongStream {
    const { caller } = exchange;
    if (!this.#streams.hasRoom(caller.clientId)) throw new AppError('too_many_requests');
    return this.#streams.open(
      caller,
      res,
      () => owner.closed(),
      (stream) => owner.ending(stream),
    );
  }

  finished(exchange: HttpExchange, stream: EventStream | null): void {
    if (stream !== null) this.#streams.comments.delete(stream);
    this.loads.of(exchange.caller.clientId).exchanges.delete(exchange);
    if (this.#onQuiet !== null && this.loads.openExchanges === 0) this.#onQuiet();
  }

  /** Resolves when no exchange is open, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    if (this.loads.openExchanges === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.#deps.clock.after(timeoutMs, resolve);
      this.#onQuiet = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#onQuiet = null;
  }

  close(): void {
    this.#streams.comments.close();
  }

  #post(incoming: Incoming, admitted: Admitted, expectsContinue: boolean): void {
    const { caller, route, headers } = admitted;
    const load = this.loads.of(caller.clientId);
    if (load.exchanges.size >= this.#requestCap()) {
      this.#deps.refuser.recorded(incoming, 'too_many_requests', 'requests', {}, caller.clientId);
      return;
    }
    let session: HttpSession | null = null;
    // The stateless era ignores a session id (TRANSPORTS: earlier revisions).
    if (headers.sessionId !== undefined && headers.protocolVersion !== statelessVersion) {
      session = this.#session(headers.sessionId, caller.tokenId, route);
      if (session === null) {
        this.#deps.refuser.quietly(incoming, 'session_not_found');
        return;
      }
    }
    const { req, res } = incoming;
    const exchange = new HttpExchange(caller, route, res, session, this);
    load.exchanges.add(exchange);
    const limit = this.#deps.registry.current.lmcp.limits.body_bytes;
    const reader = new BodyReader(req, headers.contentLength, limit, (body) => {
      if (typeof body === 'string') this.#refuseBody(incoming, exchange, body);
      else this.#accept(exchange, body, headers);
    });
    // Before the reader starts: a declared length over the limit is refused without inviting it.
    if (expectsContinue && Number(headers.contentLength ?? 0) <= limit) res.writeContinue();
    reader.start();
  }

  #accept(exchange: HttpExchange, body: Uint8Array, headers: RequestHeaders): void {
    if (exchange.finished) return;
    let root: JsonNode;
    try {
      root = readEnvelope(body);
    } catch (error) {
      exchange.fail(this.#known(error));
      return;
    }
    try {
      this.#identify(exchange, headers, body, root);
    } catch (error) {
      exchange.fail(this.#known(error), idOf(body, root));
      return;
    }
    this.#deps.dispatch(exchange, root, body).then(
      () => {
        // An answer is owed to every message; a handler that forgot it must not leave the client waiting.
        if (!exchange.finished) exchange.fail(new AppError('internal'), idOf(body, root));
      },
      (error: unknown) => {
        if (!exchange.finished) exchange.fail(this.#known(error), idOf(body, root));
      },
    );
  }

  /** @throws AppError when what the headers say does not fit the message, in either era. */
  #identify(
    exchange: HttpExchange,
    headers: RequestHeaders,
    body: Uint8Array,
    root: JsonNode,
  ): void {
    if (isStateless(headers, body, root)) {
      exchange.identify(readStateless(this.#meta, headers, body, root), headers.params);
      return;
    }
    const { session } = exchange;
    const refusal =
      sessionRefusal(methodOf(body, root), headers.protocolVersion, session !== null) ??
      headerDisagreement(headers, body, root);
    if (refusal !== null) throw refusal;
    if (session !== null) exchange.identify(session.client, headers.params);
  }

  #refuseBody(incoming: Incoming, exchange: HttpExchange, fault: BodyFault): void {
    if (exchange.finished) return;
    exchange.giveUp();
    if (fault === 'aborted') return;
    const { clientId } = exchange.caller;
    this.#deps.refuser.recorded(incoming, 'body_too_large', 'body_too_large', {}, clientId);
  }

  #get(incoming: Incoming, { caller, headers, route }: Admitted): void {
    const { refuser } = this.#deps;
    if (headers.accept === undefined || !acceptsStream(headers.accept)) {
      refuser.quietly(incoming, 'not_acceptable');
      return;
    }
    const session = this.#requiredSession(incoming, headers.sessionId, caller.tokenId, route);
    if (session === null) return;
    if (!this.#streams.hasRoom(caller.clientId)) {
      refuser.recorded(incoming, 'too_many_requests', 'streams', {}, caller.clientId);
      return;
    }
    const stream = this.#streams.open(session, incoming.res, () => session.detach(stream));
    session.attach(stream);
  }

  #delete(incoming: Incoming, { caller, headers, route }: Admitted): void {
    const session = this.#requiredSession(incoming, headers.sessionId, caller.tokenId, route);
    if (session === null) return;
    this.#deps.sessions.end(session, 'deleted');
    incoming.res.writeHead(200, [...commonHeaders, 'Content-Length', '0']);
    incoming.res.end();
  }

  #requiredSession(
    incoming: Incoming,
    id: string | undefined,
    tokenId: string,
    route: Route,
  ): HttpSession | null {
    const session = id === undefined ? null : this.#session(id, tokenId, route);
    if (session === null) {
      const code = id === undefined ? 'session_required' : 'session_not_found';
      this.#deps.refuser.quietly(incoming, code);
    }
    return session;
  }

  /** A session made on one endpoint is unknown on another. */
  #session(id: string, tokenId: string, route: Route): HttpSession | null {
    const session = this.#deps.sessions.find(id, tokenId);
    return session !== undefined && sameRoute(session.route, route) ? session : null;
  }

  #requestCap(): number {
    const { in_flight_per_client: calls } = this.#deps.registry.current.lmcp.limits;
    if (calls === 0) return Number.POSITIVE_INFINITY;
    return Math.max(this.#deps.limits.requestsPerClient, 2 * calls);
  }

  #known(error: unknown): AppError {
    if (error instanceof AppError) return error;
    this.#deps.log.error('dispatch.failed', { error: String(error) });
    return new AppError('internal', undefined, { cause: error });
  }
}

function idOf(body: Uint8Array, root: JsonNode): string {
  const id = root.members?.get('id');
  return id === undefined ? '' : exactText(body, id);
}

function sameRoute(one: Route, other: Route): boolean {
  if (one.kind === 'all' || other.kind === 'all') return one.kind === other.kind;
  return one.serverId === other.serverId;
}

function acceptsStream(accept: string): boolean {
  return /(?:^|[\s,])(?:text\/event-stream|text\/\*|\*\/\*)(?:$|[\s,;])/i.test(accept);
}
