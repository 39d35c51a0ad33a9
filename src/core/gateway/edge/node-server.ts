import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { ErrorCode } from '../../../shared/error-table.ts';
import { GatewayRequest } from './gateway-request.ts';
import type { HttpLimits } from './http-limits.ts';

/** What Node's server calls: every event that could otherwise be answered by a default of Node's. */
export interface ServerEvents {
  connected(socket: Socket): void;
  request(req: GatewayRequest, res: ServerResponse, expectsContinue: boolean): void;
  unknownExpectation(req: GatewayRequest, res: ServerResponse): void;
  /** Upgrade and CONNECT: Node has let go of the socket. */
  upgrade(req: IncomingMessage): void;
  /** The parser gave up, or the request came too late. `parserCode` is Node's code for it. */
  unreadable(socket: Socket, code: ErrorCode, parserCode: string): void;
  /** Nothing was read or written for `stallMs`, or for `keepAliveMs` between requests. */
  idled(socket: Socket): void;
}

/** `node:http` with the limits of TR-10 and TR-11 and none of its own answers. */
export function createNodeServer(limits: HttpLimits, events: ServerEvents): Server {
  const server = createServer({
    IncomingMessage: GatewayRequest,
    insecureHTTPParser: false,
    // Missing and repeated hosts are answered by admission, which writes a row.
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.timeoutCheckMs,
    keepAliveTimeout: limits.keepAliveMs,
    noDelay: true,
  });
  // Lines are counted by admission: Node would drop the ones over its count without a word.
  server.maxHeadersCount = 0;
  server.timeout = limits.stallMs;
  server.on('connection', (socket: Socket) => events.connected(socket));
  server.on('request', (req, res) => events.request(req, res, false));
  server.on('checkContinue', (req, res) => events.request(req, res, true));
  server.on('checkExpectation', (req, res) => events.unknownExpectation(req, res));
  server.on('upgrade', (req) => events.upgrade(req));
  server.on('connect', (req) => events.upgrade(req));
  server.on('timeout', (socket) => events.idled(socket));
  server.on('clientError', (error, socket) => {
    if (!(socket instanceof Socket)) return;
    const parserCode = 'code' in error ? String(error.code).slice(0, 64) : 'unknown';
    events.unreadable(socket, codeOf(parserCode), parserCode);
  });
  return server;
}

function codeOf(parserCode: string): ErrorCode {
  switch (parserCode) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers_too_large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request_timeout';
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'body_too_large';
    default:
      return 'malformed_http';
  }
}
