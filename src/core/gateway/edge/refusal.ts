import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, errorTable } from '../../../shared/error-table.ts';

/** On every answer (TR-25); `Date` is the only other header that Node adds. */
export const commonHeaders: readonly string[] = [
  'Cache-Control',
  'no-store',
  'X-Content-Type-Options',
  'nosniff',
];

export interface RefusalOptions {
  /** For 405. */
  allow?: string | null;
  retryAfterS?: number;
  /** Nothing after this request is read as a request. */
  close?: boolean;
}

/** Answers with the body of this code: the same bytes each time, whatever the reason behind it. */
export function refuse(res: ServerResponse, code: ErrorCode, options: RefusalOptions = {}): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const body = refusalBody(code);
  const headers = [...commonHeaders, ...bodyHeaders(body)];
  if (code === 'unauthorized') headers.push('WWW-Authenticate', 'Bearer');
  if (options.allow) headers.push('Allow', options.allow);
  if (options.retryAfterS !== undefined) headers.push('Retry-After', String(options.retryAfterS));
  if (options.close) headers.push('Connection', 'close');
  res.writeHead(errorTable[code].http, headers);
  res.end(body);
}

/** The same where Node's parser gave up and there is no response object: straight to the socket, which then closes. */
export function refuseRaw(socket: Socket, code: ErrorCode): void {
  const body = refusalBody(code);
  const lines = [`HTTP/1.1 ${errorTable[code].http} ${errorTable[code].message}`];
  const headers = [...commonHeaders, ...bodyHeaders(body), 'Connection', 'close'];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function bodyHeaders(body: string): string[] {
  return ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))];
}

/** A JSON-RPC error without an id where the code has one, else the error in the shape of every other door. */
function refusalBody(code: ErrorCode): string {
  const { rpc, message, hint } = errorTable[code];
  return rpc === null
    ? JSON.stringify({ error: { code, message, hint } })
    : JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: rpc, message, data: { hint } } });
}
