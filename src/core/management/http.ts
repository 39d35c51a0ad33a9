import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, errorTable, type Reply, toWire } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { TokenService } from '../secrets/token-service.ts';
import { admitManagement, type FailureRecorder } from './admit-management.ts';
import type { Dispatch } from './dispatch.ts';
import { EventStreams } from './event-streams.ts';
import type { ManagementEvents } from './events.ts';
import { readJsonBody } from './json-body.ts';

export interface ManagementHttpOptions {
  dispatch: Dispatch;
  events: ManagementEvents;
  tokens: Pick<TokenService, 'authenticate' | 'onEnded'>;
  /** Writes the row of a refusal and says which answer it gets. */
  failures: FailureRecorder;
  clock: Clock;
}

export interface ManagementHttp {
  /** Takes a request whose Host and framing the gateway has admitted. True when it was one for management. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends the event streams. */
  close(): void;
}

const methodPath = /^\/api\/v1\/([a-z]{1,32}\.[A-Za-z]{1,32})$/;
const eventsPath = '/api/v1/events';

/** `/api/v1/<method>` and `/api/v1/events`: the management token, same origin, the raw path (MG-1, MG-2, MG-3, MG-10, MG-12). */
export function createManagementHttp(options: ManagementHttpOptions): ManagementHttp {
  const streams = new EventStreams(options.events, options.tokens, options.clock);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    const { tokenId } = await admitManagement(request, options.tokens, options.failures);
    if (path === eventsPath) {
      requireMethod(request, response, 'GET');
      streams.open(response, tokenId);
      return;
    }
    const method = methodPath.exec(path)?.[1];
    if (method === undefined)
      throw new AppError('not_found', undefined, {
        hint: 'Methods are POST /api/v1/<group>.<verb>.',
      });
    requireMethod(request, response, 'POST');
    const input = await readJsonBody(request);
    const gone = new AbortController();
    response.once('close', () => gone.abort(new AppError('unreachable', 'The caller left')));
    const operator = { actor: { type: 'operator', door: 'http' }, signal: gone.signal } as const;
    respond(response, await options.dispatch(method, input, operator));
  };

  return {
    handle: (request, response) => {
      const path = request.url ?? '';
      if (path === '/ui' || path.startsWith('/ui/')) {
        respond(response, noControlCenter);
        return true;
      }
      if (!path.startsWith('/api/') && path !== '/api') return false;
      answer(request, response).catch((error: unknown) =>
        respond(response, { ok: false, error: toWire(error) }),
      );
      return true;
    },
    close: () => streams.close(),
  };
}

const noControlCenter: Reply<never> = {
  ok: false,
  error: {
    code: 'not_found',
    message: 'The control center is not part of this build',
    hint: 'Use the `lmcp` command line.',
  },
};

function requireMethod(request: IncomingMessage, response: ServerResponse, allowed: string): void {
  if (request.method === allowed) return;
  response.setHeader('Allow', allowed);
  throw new AppError('method_not_allowed');
}

function respond(response: ServerResponse, reply: Reply<unknown>): void {
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
