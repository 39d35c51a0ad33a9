import { AppError } from '../../../shared/errors.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { OpenSession, Route, Session, Sessions } from '../exchange/session.ts';
import type { HttpLimits } from './http-limits.ts';
import { HttpSession } from './http-session.ts';

export type SessionEnd = Parameters<Sessions['end']>[1];

const actor = { type: 'client', door: 'mcp' } as const;

export interface SessionsDeps {
  audit: Pick<AuditLog, 'event'>;
  clock: Clock;
  log: Logger;
  /** Called once for each session that is over. */
  onEnded: (session: Session) => void;
  limits: Pick<HttpLimits, 'sessionsPerClient' | 'sessionIdleMs'>;
}

/** Sessions of the legacy era: at most so many per client, ended after so much idleness. */
export class HttpSessions implements Sessions {
  readonly #deps: SessionsDeps;
  readonly #byId = new Map<string, HttpSession>();
  readonly #counts = new Map<string, number>();
  #sweep: Timer | null = null;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  open(init: OpenSession): HttpSession {
    if ((this.#counts.get(init.clientId) ?? 0) >= this.#deps.limits.sessionsPerClient) {
      this.#makeRoom(init.clientId);
    }
    const session = new HttpSession(init, this.#deps.clock.monoUs());
    this.#byId.set(session.id, session);
    this.#counts.set(init.clientId, (this.#counts.get(init.clientId) ?? 0) + 1);
    this.#scheduleSweep();
    void this.#record('session.opened', session, {
      protocol: init.client.protocolVersion,
      route: init.route.kind === 'all' ? 'all' : init.route.serverId,
      claimed_name: init.client.claimed?.name ?? '',
      claimed_version: (init.client.claimed?.version ?? '').slice(0, 64),
    });
    return session;
  }

  /** The session that this token made on this endpoint; else null: foreign, unknown and ended look alike. */
  find(id: string, tokenId: string, route: Route): HttpSession | null {
    const session = this.#byId.get(id);
    if (session === undefined || session.tokenId !== tokenId) return null;
    if (!sameRoute(session.route, route)) return null;
    session.lastUsedUs = this.#deps.clock.monoUs();
    return session;
  }

  end(session: Session, why: SessionEnd): void {
    void this.#end(session.id, why);
  }

  async #end(id: string, why: SessionEnd): Promise<void> {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(session.id);
    const left = (this.#counts.get(session.clientId) ?? 1) - 1;
    if (left === 0) this.#counts.delete(session.clientId);
    else this.#counts.set(session.clientId, left);
    session.close(
      why === 'revoked' ? new AppError('unauthorized') : new AppError('session_not_found'),
    );
    this.#deps.onEnded(session);
    await this.#record('session.closed', session, { why });
  }

  all(): Iterable<HttpSession> {
    return this.#byId.values();
  }

  /** Ends every session of this token, or with null every one of the client. */
  revoke(clientId: string, tokenId: string | null): void {
    for (const session of [...this.#byId.values()]) {
      if (session.clientId === clientId && (tokenId === null || session.tokenId === tokenId)) {
        this.end(session, 'revoked');
      }
    }
  }

  /** Ends all; resolves when their rows are written. */
  async close(): Promise<void> {
    this.#sweep?.cancel();
    this.#sweep = null;
    await Promise.all([...this.#byId.keys()].map((id) => this.#end(id, 'shutdown')));
  }

  /** A client that never says DELETE loses its oldest quiet session, not its access. */
  #makeRoom(clientId: string): void {
    let oldest: HttpSession | null = null;
    for (const session of this.#byId.values()) {
      if (session.clientId !== clientId || !session.quiet) continue;
      if (oldest === null || session.lastUsedUs < oldest.lastUsedUs) oldest = session;
    }
    if (oldest === null) throw new AppError('too_many_requests');
    this.end(oldest, 'idle');
  }

  #scheduleSweep(): void {
    this.#sweep ??= this.#deps.clock.after(this.#deps.limits.sessionIdleMs / 10, () => {
      this.#sweep = null;
      this.#endIdle();
      if (this.#byId.size > 0) this.#scheduleSweep();
    });
  }

  #endIdle(): void {
    const nowUs = this.#deps.clock.monoUs();
    for (const session of [...this.#byId.values()]) {
      if (!session.quiet) session.lastUsedUs = nowUs;
      else if (nowUs - session.lastUsedUs >= this.#deps.limits.sessionIdleMs * 1_000) {
        this.end(session, 'idle');
      }
    }
  }

  #record(
    kind: 'session.opened' | 'session.closed',
    session: HttpSession,
    more: Record<string, string>,
  ): Promise<void> {
    const { clientId: client, digest, tokenId: token_id } = session;
    const detail = { session: digest, token_id, ...more };
    return this.#deps.audit.event({ kind, actor, client, detail }).catch((error: unknown) => {
      this.#deps.log.warn('session.unrecorded', { kind, client, error: String(error) });
    });
  }
}

function sameRoute(one: Route, other: Route): boolean {
  if (one.kind === 'all' || other.kind === 'all') return one.kind === other.kind;
  return one.serverId === other.serverId;
}
