import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Dispatch } from '../exchange/exchange.ts';
import type { Route } from '../exchange/session.ts';
import { sessionVersions, statelessVersion } from '../message/protocol-versions.ts';
import type { Admitted } from './admission.ts';
import type { HttpLimits } from './http-limits.ts';
import type { HttpSession } from './http-session.ts';
import { OpenExchanges } from './open-exchanges.ts';
import { PostDoor } from './post-door.ts';
import { commonHeaders } from './refusal.ts';
import type { Incoming, Refuser } from './refuser.ts';
import type { HttpSessions } from './sessions.ts';

export interface McpDoorDeps {
  registry: Registry;
  sessions: HttpSessions;
  dispatch: Dispatch;
  refuser: Refuser;
  clock: Clock;
  log: Logger;
  limits: HttpLimits;
  onStreamOpened: (session: HttpSession) => void;
}

/** `/mcp` behind admission: POST is a message, GET becomes a session's stream, DELETE ends a session. */
export class McpDoor {
  readonly exchanges: OpenExchanges;
  readonly #deps: McpDoorDeps;
  readonly #post: PostDoor;

  constructor(deps: McpDoorDeps) {
    this.#deps = deps;
    this.exchanges = new OpenExchanges(deps.clock, deps.limits);
    this.#post = new PostDoor({ ...deps, exchanges: this.exchanges });
  }

  handle(incoming: Incoming, admitted: Admitted, expectsContinue: boolean): void {
    const { protocolVersion: version } = admitted.headers;
    if (admitted.method !== 'POST' && version !== undefined && !sessionVersions.includes(version)) {
      if (version === statelessVersion)
        this.#deps.refuser.quietly(incoming, 'method_not_allowed', { allow: 'POST' });
      else this.#deps.refuser.quietly(incoming, 'unsupported_version');
      return;
    }
    switch (admitted.method) {
      case 'POST':
        this.#post.handle(incoming, admitted, expectsContinue);
        return;
      case 'GET':
        this.#get(incoming, admitted);
        return;
      case 'DELETE':
        this.#delete(incoming, admitted);
        return;
    }
  }

  #get(incoming: Incoming, { caller, headers, route }: Admitted): void {
    const { refuser } = this.#deps;
    if (headers.accept === undefined || !acceptsStream(headers.accept)) {
      refuser.quietly(incoming, 'not_acceptable');
      return;
    }
    const session = this.#requiredSession(incoming, headers.sessionId, caller.tokenId, route);
    if (session === null) return;
    if (!this.exchanges.streams.hasRoom(caller.clientId)) {
      refuser.recorded(incoming, 'too_many_requests', 'streams', {}, caller.clientId);
      return;
    }
    const stream = this.exchanges.streams.open(session, incoming.res, () => session.detach(stream));
    session.attach(stream);
    this.#deps.onStreamOpened(session);
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
    const session = id === undefined ? null : this.#deps.sessions.find(id, tokenId, route);
    if (session === null) {
      const code = id === undefined ? 'session_required' : 'session_not_found';
      this.#deps.refuser.quietly(incoming, code);
    }
    return session;
  }
}

function acceptsStream(accept: string): boolean {
  return /(?:^|[\s,])(?:text\/event-stream|text\/\*|\*\/\*)(?:$|[\s,;])/i.test(accept);
}
