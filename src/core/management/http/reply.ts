import type { ServerResponse } from 'node:http';
import { errorTable } from '../../../shared/error-table.ts';
import type { Reply } from '../../../shared/errors.ts';

/** Answers with a reply as JSON under the status of its code. */
export function sendReply(response: ServerResponse, reply: Reply<unknown>): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(reply));
  const status = reply.ok ? 200 : statusOf(reply);
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  // What is left of a refused body is not read as the next request.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

/** Codes that MCP answers inside a 200 are failures here: a failed method never answers 200. */
function statusOf(reply: Extract<Reply<unknown>, { ok: false }>): number {
  const { http } = errorTable[reply.error.code];
  return http === 200 ? 422 : http;
}
