import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../../../shared/error-table.ts';
import type { Logger } from '../../log.ts';
import type { AdmitDeps } from './admission.ts';
import { admit } from './admit.ts';
import { type Connections, isIdle } from './connections.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { McpDoor } from './mcp-door.ts';
import type { ServerEvents } from './node-server.ts';
import type { ProbeDoor } from './probes.ts';
import { refuse } from './refusal.ts';
import type { Incoming, Refuser } from './refuser.ts';

export interface EntranceDeps {
  log: Logger;
  connections: Connections;
  refuser: Refuser;
  mcp: McpDoor;
  probes: ProbeDoor;
  management: ((req: IncomingMessage, res: ServerResponse) => boolean) | undefined;
}

/** What Node's server reports, told apart: a connection, a request for one of the doors, or something that is refused. */
export class Entrance implements ServerEvents {
  readonly #deps: EntranceDeps;
  #admission: AdmitDeps;
  #isClosing = false;

  constructor(deps: EntranceDeps, admission: AdmitDeps) {
    this.#deps = deps;
    this.#admission = admission;
  }

  /** From now on these hosts and origins are admitted. */
  admitFrom(hosts: ReadonlySet<string>, origins: ReadonlySet<string>): void {
    this.#admission = { ...this.#admission, hosts, origins };
  }

  /** From now on every request is refused. */
  close(): void {
    this.#isClosing = true;
  }

  connected(socket: Socket): void {
    if (this.#deps.connections.add(socket) === null) {
      this.#deps.refuser.raw(socket, 'server_busy', 'connections', {});
    }
  }

  request(req: GatewayRequest, res: ServerResponse, expectsContinue: boolean): void {
    const connection = this.#deps.connections.begin(req.socket, res);
    if (connection === undefined || connection.closing) return;
    const incoming: Incoming = { req, res, connection };
    if (this.#isClosing) {
      refuse(res, 'server_busy', { close: true });
      return;
    }
    try {
      this.#admit(incoming, expectsContinue);
    } catch (error) {
      // Whatever a request can provoke, it ends with that request (TR-17).
      this.#deps.log.error('admission.failed', { error: String(error) });
      this.#deps.refuser.quietly(incoming, 'internal');
    }
  }

  #admit(incoming: Incoming, expectsContinue: boolean): void {
    const { req, res, connection } = incoming;
    const admission = admit(
      {
        method: req.method ?? '',
        target: req.url ?? '',
        rawHeaders: req.rawHeaders,
        httpVersion: req.httpVersion,
      },
      this.#admission,
    );
    switch (admission.kind) {
      case 'admitted':
        connection.trusted = true;
        this.#deps.mcp.handle(incoming, admission, expectsContinue);
        return;
      case 'probe':
        this.#deps.probes.answer(admission, res).then(
          (reason) => {
            if (reason !== null) this.#deps.refuser.unauthenticated(incoming, reason, {});
          },
          (error: unknown) => {
            this.#deps.log.error('probe.failed', { error: String(error) });
            this.#deps.refuser.quietly(incoming, 'internal');
          },
        );
        return;
      case 'management':
        if (expectsContinue) res.writeContinue();
        if (this.#deps.management?.(req, res) !== true) {
          this.#deps.refuser.quietly(incoming, 'not_found');
        }
        return;
      case 'unauthenticated':
        this.#deps.refuser.unauthenticated(
          incoming,
          admission.reason,
          admission.detail,
          admission.client,
        );
        return;
      case 'refused':
        if (admission.reason === null) {
          this.#deps.refuser.quietly(incoming, admission.code, { allow: admission.allow });
        } else {
          this.#deps.refuser.recorded(incoming, admission.code, admission.reason, admission.detail);
        }
        return;
    }
  }

  unknownExpectation(req: GatewayRequest, res: ServerResponse): void {
    const connection = this.#deps.connections.begin(req.socket, res);
    if (connection === undefined || connection.closing) return;
    this.#deps.refuser.recorded({ req, res, connection }, 'malformed_http', 'expectation', {});
  }

  /** TR-28. */
  upgrade(req: IncomingMessage): void {
    const { socket } = req;
    socket.on('error', () => socket.destroy());
    const connection = this.#deps.connections.get(socket);
    if (connection === undefined || connection.closing || !isIdle(connection)) {
      socket.destroy();
      return;
    }
    connection.closing = true;
    this.#deps.refuser.raw(socket, 'malformed_http', 'upgrade', {});
  }

  unreadable(socket: Socket, code: ErrorCode, parserCode: string): void {
    const connection = this.#deps.connections.get(socket);
    if (connection?.closing) return;
    const last = connection?.last;
    // With an answer owed to an earlier request, a raw one would be taken for it.
    const owed =
      connection !== undefined &&
      !isIdle(connection) &&
      (connection.pipelined || last?.headersSent === true || last?.req.complete === true);
    if (connection === undefined || owed || !socket.writable || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    connection.closing = true;
    this.#deps.refuser.raw(socket, code, code, { parser: parserCode });
  }

  /** Silence is right for a stream or a slow call, not for a reader that takes nothing (TR-23). */
  idled(socket: Socket): void {
    const connection = this.#deps.connections.get(socket);
    if (connection === undefined || isIdle(connection) || socket.writableLength > 0) {
      socket.destroy();
    }
  }
}
