import type { UpstreamRequest } from '../connection.ts';
import type { HttpSession } from './http-session.ts';

/** Sessions that were lost while requests were in flight, until these are settled; and which of them go to the next session. */
export class LostSessions {
  readonly #retiring = new Set<HttpSession>();
  /** Requests that were sent a second time: there is no third. */
  readonly #repeated = new WeakSet<UpstreamRequest>();

  get retiring(): readonly HttpSession[] {
    return [...this.#retiring];
  }

  add(session: HttpSession): void {
    this.#retiring.add(session);
    void session.retire().then(() => this.#retiring.delete(session));
  }

  /** True once for a request that went to a session which the server no longer knows. */
  mayRepeat(session: HttpSession, request: UpstreamRequest): boolean {
    // While it starts, the start itself fails.
    if (!this.#retiring.has(session) || this.#repeated.has(request)) return false;
    this.#repeated.add(request);
    return true;
  }
}
