import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AppError, toWire } from '../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import type { Dispatch } from '../dispatch.ts';
import type { ManagementEvents } from '../events.ts';
import { sendExport } from '../log/export-files.ts';
import { admitManagement, type FailureRecorder, requireSameOrigin } from './admit-management.ts';
import type { ControlCenter } from './control-center.ts';
import { EventStreams } from './event-streams.ts';
import { readJsonBody } from './json-body.ts';
import { type Login, loginRefused } from './login.ts';
import { sendReply } from './reply.ts';

export interface ManagementHttpOptions {
  dispatch: Dispatch;
  events: ManagementEvents;
  /** Where exports lie that were asked for over HTTP. */
  dataDir: string;
  /** Knows the management token and the browsers that are logged in. */
  login: Login;
  controlCenter: ControlCenter;
  /** Writes the row of a refusal and says which answer it gets. */
  failures: FailureRecorder;
  /** False where the operator has not turned this door on: then nothing is at its paths (MG-8). */
  isOn: () => boolean;
  clock: Clock;
}

export interface ManagementHttp {
  /** Takes a request whose Host and framing the gateway has admitted. True when it was one for management. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends every stream and every browser's session: the door was turned off. */
  turnedOff(): void;
  /** Ends the event streams. */
  close(): void;
}

const methodPath = /^\/api\/v1\/([a-z]{1,32}\.[A-Za-z]{1,32})$/;
const eventsPath = '/api/v1/events';
const exportPath = /^\/api\/v1\/exports\/([A-Za-z0-9][A-Za-z0-9_.-]{0,127})$/;
/** Carries the code of a second consent when a request is repeated (MG-5). */
const consentHeader = 'x-lmcp-consent';
const loginPath = '/api/v1/login';
const loginInput = z.strictObject({ code: z.string().min(1).max(128) });

/**
 * `/api/v1/<method>`, `/api/v1/events` and `/api/v1/exports/<name>`: the management token or a browser's session, same origin, the raw path (MG-1, MG-2,
 * MG-3, MG-10, MG-12). `/api/v1/login` takes a one-time code instead; `/ui` holds no data.
 */
export function createManagementHttp(options: ManagementHttpOptions): ManagementHttp {
  const { login, failures } = options;
  const streams = new EventStreams(options.events, login, options.clock);

  const logIn = async (request: IncomingMessage): Promise<{ token: string }> => {
    const parsed = loginInput.safeParse(await readJsonBody(request));
    if (!parsed.success) throw new AppError('invalid_input', 'input: {"code": text} is taken');
    const token = await login.redeem(parsed.data.code);
    if (token !== null) return { token };
    throw loginRefused(await failures.failed('login_code', {}, null, 'http'));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    await requireSameOrigin(request, failures);
    if (path === loginPath) {
      requireMethod(request, response, 'POST');
      sendReply(response, { ok: true, value: await logIn(request) });
      return;
    }
    const { tokenId } = await admitManagement(request, login, failures);
    if (path === eventsPath) {
      requireMethod(request, response, 'GET');
      streams.open(response, tokenId);
      return;
    }
    const name = exportPath.exec(path)?.[1];
    if (name !== undefined) {
      requireMethod(request, response, 'GET');
      await sendExport(response, options.dataDir, name);
      return;
    }
    const method = methodPath.exec(path)?.[1];
    if (method === undefined)
      throw new AppError('not_found', undefined, {
        hint: 'Methods are POST /api/v1/<group>.<verb>.',
      });
    requireMethod(request, response, 'POST');
    const input = await readJsonBody(request);
    // A body may take as long as its sender likes, and the word of a token that has ended meanwhile counts for nothing.
    if (!options.isOn()) throw new AppError('not_found');
    await admitManagement(request, login, failures);
    const gone = new AbortController();
    response.once('close', () => gone.abort(new AppError('unreachable', 'The caller left')));
    const actor = { type: 'operator', door: 'http' } as const;
    const consent = request.headers[consentHeader];
    const given = typeof consent === 'string' ? { consent } : {};
    const operator = { actor, signal: gone.signal, ...given };
    sendReply(response, await options.dispatch(method, input, operator));
  };

  return {
    handle: (request, response) => {
      if (!options.isOn()) return false;
      const path = request.url ?? '';
      if (path === '/ui' || path.startsWith('/ui/') || path.startsWith('/ui?')) {
        void options.controlCenter.answer(request, response);
        return true;
      }
      if (!path.startsWith('/api/') && path !== '/api') return false;
      answer(request, response).catch((error: unknown) =>
        sendReply(response, { ok: false, error: toWire(error) }),
      );
      return true;
    },
    turnedOff: () => {
      login.signOutAll();
      streams.endAll();
    },
    close: () => {
      streams.close();
      login.close();
    },
  };
}

function requireMethod(request: IncomingMessage, response: ServerResponse, allowed: string): void {
  if (request.method === allowed) return;
  response.setHeader('Allow', allowed);
  throw new AppError('method_not_allowed');
}
