import { AppError, type Reply, toWire, type WireError } from '../../shared/errors.ts';
import { createEventDecoder } from './event-decoder.ts';
import { type EventListeners, type Transport, unreachable } from './transport.ts';

export interface HttpTransportOptions {
  readonly fetch: typeof fetch;
  /** Where the page came from. */
  readonly origin: string;
  /** The management token of this session, or null where none is known. */
  readonly token: () => string | null;
  /** Asks a person for the code of a request that needs a second consent (MG-5); null gives it up. */
  readonly consent?: (error: WireError, attempt: number) => Promise<string | null>;
}

const noToken: WireError = {
  code: 'unauthorized',
  message: 'This page has no management token',
  hint: 'Run `lmcp ui` to get a link.',
};

/** The engine over HTTP: `/api/v1/<method>`, and events read from a streamed answer, since both need the token in a header (MG-3). */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const request = (path: string, token: string, more: RequestInit): Promise<Response> =>
    options.fetch(`${options.origin}/api/v1/${path}`, {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      ...more,
      headers: { ...more.headers, Authorization: `Bearer ${token}` },
    });

  return {
    invoke: async (method, input) => {
      const token = options.token();
      if (token === null) return { ok: false, error: noToken };
      try {
        const body = JSON.stringify(input);
        const send = async (consent: Record<string, string>) => {
          const headers = { 'Content-Type': 'application/json', ...consent };
          return readReply(await request(method, token, { method: 'POST', headers, body }));
        };
        return await withConsent(send, options.consent);
      } catch {
        return { ok: false, error: unreachable('No answer to an HTTP request') };
      }
    },
    takeExport: async (name) => {
      const token = options.token();
      if (token === null) return { ok: false, error: noToken };
      try {
        const response = await request(`exports/${encodeURIComponent(name)}`, token, {});
        if (response.ok) return { ok: true, value: await response.blob() };
        const reply = await readReply(response);
        return reply.ok ? { ok: false, error: unreachable('No file in the answer') } : reply;
      } catch {
        return { ok: false, error: unreachable('No answer to an HTTP request') };
      }
    },
    listen: (listeners) => {
      const token = options.token();
      const ended = new AbortController();
      if (token === null) queueMicrotask(() => !ended.signal.aborted && listeners.closed(noToken));
      else
        void readEvents(
          request('events', token, { signal: ended.signal }),
          listeners,
          ended.signal,
        );
      return () => ended.abort();
    },
  };
}

/** Sends again, as often as a person gives a code for it. */
async function withConsent(
  send: (consent: Record<string, string>) => Promise<Reply<unknown>>,
  ask: HttpTransportOptions['consent'],
): Promise<Reply<unknown>> {
  let reply = await send({});
  for (let attempt = 0; !reply.ok && reply.error.code === 'consent_required'; attempt++) {
    const code = (await ask?.(reply.error, attempt)) ?? null;
    if (code === null) return reply;
    reply = await send({ 'X-Lmcp-Consent': code });
  }
  return reply;
}

/** @throws when the body is no reply of the engine. */
export async function readReply(response: Response): Promise<Reply<unknown>> {
  const body: unknown = await response.json();
  if (isReply(body)) return body;
  // The engine answers, and has nothing at the paths of management: the door is closed (MG-8).
  if (response.status === 404) return { ok: false, error: toWire(new AppError('management_off')) };
  throw new Error(`status ${response.status} without a reply`);
}

function isReply(body: unknown): body is Reply<unknown> {
  if (typeof body !== 'object' || body === null || !('ok' in body)) return false;
  return body.ok === true || ('error' in body && typeof body.error === 'object');
}

async function readEvents(
  opening: Promise<Response>,
  listeners: EventListeners,
  ended: AbortSignal,
): Promise<void> {
  let error = unreachable('The event stream ended');
  try {
    const response = await opening;
    if (response.ok && response.body) {
      listeners.opened();
      const decoder = createEventDecoder(listeners.event);
      for await (const text of response.body.pipeThrough(new TextDecoderStream()))
        decoder.push(text);
    } else {
      const reply = await readReply(response);
      if (!reply.ok) error = reply.error;
    }
  } catch {
    // A connection that broke says no more than one that ended.
  }
  if (!ended.aborted) listeners.closed(error);
}
