import type { Reply, WireError } from '../../shared/errors.ts';
import { readReply } from './http-transport.ts';
import { unreachable } from './transport.ts';

const storageKey = 'lmcp.token';

export interface LoginSessionPorts {
  readonly fetch: typeof fetch;
  readonly origin: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** The management token of this tab. It lives in sessionStorage alone: no cookie, no address, no other tab (MG-3). */
export class LoginSession {
  readonly #ports: LoginSessionPorts;

  constructor(ports: LoginSessionPorts) {
    this.#ports = ports;
  }

  readonly token = (): string | null => this.#ports.storage.getItem(storageKey);

  /** Keeps a token that a person pasted or the engine gave; null forgets it. */
  keep(token: string | null): void {
    if (token === null) this.#ports.storage.removeItem(storageKey);
    else this.#ports.storage.setItem(storageKey, token);
  }

  /** Trades the one-time code of a link for a token. Answers why not, or null when the session is open. */
  async exchange(code: string): Promise<WireError | null> {
    const reply = await this.#login(code);
    if (!reply.ok) return reply.error;
    const { value } = reply;
    if (typeof value !== 'object' || value === null || !('token' in value)) return noAnswer;
    if (typeof value.token !== 'string') return noAnswer;
    this.keep(value.token);
    return null;
  }

  async #login(code: string): Promise<Reply<unknown>> {
    try {
      return await readReply(
        await this.#ports.fetch(`${this.#ports.origin}/api/v1/login`, {
          method: 'POST',
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'error',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ code }),
        }),
      );
    } catch {
      return { ok: false, error: noAnswer };
    }
  }
}

const noAnswer = unreachable('No answer to the login');

/** Whether the address is that of a login link. */
export function hasLoginCode({ hash }: Pick<Location, 'hash'>): boolean {
  return new URLSearchParams(hash.slice(1)).has('code');
}

/** The code of a link that was pasted whole; null where the text is none. */
export function loginCodeOf(text: string): string | null {
  const link = URL.parse(text);
  return link && new URLSearchParams(link.hash.slice(1)).get('code');
}

/** The code of a login link, taken out of the address at once: the history keeps none. Null where there is none. */
export function takeLoginCode(
  place: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  const code = new URLSearchParams(place.hash.slice(1)).get('code');
  if (code === null) return null;
  history.replaceState(null, '', place.pathname + place.search);
  return code === '' ? null : code;
}
