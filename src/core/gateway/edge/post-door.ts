import { AppError } from '../../../shared/errors.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { exactText } from '../../json/scan.ts';
import type { Logger } from '../../log.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Dispatch } from '../exchange/exchange.ts';
import { readEnvelope } from '../message/envelope.ts';
import { isStateless, readStateless, sessionRefusal } from '../message/era.ts';
import { headerDisagreement } from '../message/header-agreement.ts';
import { statelessVersion } from '../message/protocol-versions.ts';
import type { RequestHeaders } from '../message/request-headers.ts';
import { RequestMeta } from '../message/request-meta.ts';
import type { Admitted } from './admission.ts';
import { type BodyFault, BodyReader } from './body.ts';
import { HttpExchange } from './http-exchange.ts';
import type { HttpLimits } from './http-limits.ts';
import type { HttpSession } from './http-session.ts';
import type { OpenExchanges } from './open-exchanges.ts';
import type { Incoming, Refuser } from './refuser.ts';
import type { HttpSessions } from './sessions.ts';

export interface PostDoorDeps {
  registry: Registry;
  sessions: HttpSessions;
  dispatch: Dispatch;
  refuser: Refuser;
  log: Logger;
  limits: Pick<HttpLimits, 'requestsPerClient'>;
  exchanges: OpenExchanges;
}

/** POST on `/mcp` behind admission: a body becomes a message, and is answered by `dispatch`. */
export class PostDoor {
  readonly #deps: PostDoorDeps;
  readonly #meta = new RequestMeta();

  constructor(deps: PostDoorDeps) {
    this.#deps = deps;
  }

  handle(incoming: Incoming, admitted: Admitted, expectsContinue: boolean): void {
    const { caller, route, headers } = admitted;
    const { exchanges, sessions } = this.#deps;
    const load = exchanges.loads.of(caller.clientId);
    if (load.exchanges.size >= this.#requestCap()) {
      this.#deps.refuser.recorded(incoming, 'too_many_requests', 'requests', {}, caller.clientId);
      return;
    }
    let session: HttpSession | null = null;
    // The stateless era ignores a session id (TRANSPORTS: earlier revisions).
    if (headers.sessionId !== undefined && headers.protocolVersion !== statelessVersion) {
      session = sessions.find(headers.sessionId, caller.tokenId, route);
      if (session === null) {
        this.#deps.refuser.quietly(incoming, 'session_not_found');
        return;
      }
    }
    const { req, res } = incoming;
    const exchange = new HttpExchange(caller, route, incoming, session, exchanges);
    exchange.place = load.exchanges.add(exchange);
    const limit = this.#deps.registry.current.lmcp.limits.body_bytes;
    const reader = new BodyReader(req, headers.contentLength, limit, (body) => {
      if (typeof body === 'string') this.#refuseBody(incoming, exchange, body);
      else if (session?.isOver === true) this.#refuseEnded(incoming, exchange);
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
      sessionRefusal(body, root, headers.protocolVersion, session !== null) ??
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

  /** Its session ended while the body was on its way: what it began would belong to nobody. */
  #refuseEnded(incoming: Incoming, exchange: HttpExchange): void {
    if (exchange.finished) return;
    exchange.giveUp();
    this.#deps.refuser.quietly(incoming, 'session_not_found');
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
