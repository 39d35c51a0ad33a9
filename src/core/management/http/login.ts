import { randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Actor } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { kindOf } from '../../secrets/token-format.ts';
import type { Authentication, TokenKind, TokenService } from '../../secrets/token-service.ts';
import { BrowserSessions, type SessionEnd } from './browser-sessions.ts';
import { LoginCodes } from './login-codes.ts';

export interface LoginOptions {
  tokens: Pick<TokenService, 'authenticate' | 'onEnded'>;
  audit: Pick<AuditLog, 'event' | 'assertWritable'>;
  clock: Clock;
  log: Logger;
}

type EndedListener = Parameters<TokenService['onEnded']>[0];

const engine = { type: 'engine', door: 'http' } as const;

/**
 * How a browser becomes the operator (MG-3): a code that was asked for at this machine, once, for a session of its own.
 * To the HTTP door it stands for the token service: it knows the management token and the sessions.
 */
export class Login implements Pick<TokenService, 'authenticate' | 'onEnded'> {
  readonly #options: LoginOptions;
  readonly #codes: LoginCodes;
  readonly #sessions: BrowserSessions;
  readonly #listeners = new Set<EndedListener>();
  readonly #stopFollowing: () => void;
  /** Counts the times in which all were signed out: what was begun before is void, even where its row was awaited meanwhile. */
  #signOuts = 0;

  constructor(options: LoginOptions) {
    const { tokens, clock } = options;
    this.#options = options;
    this.#codes = new LoginCodes(clock);
    this.#sessions = new BrowserSessions(clock, (id, why) => this.#ended(id, why));
    this.#stopFollowing = tokens.onEnded((ended) => {
      // Whatever was opened under a management token does not outlive it, nor does what was about to be.
      if (ended.clientId === null) this.signOutAll();
      for (const listener of this.#listeners) listener(ended);
    });
  }

  /** A code for one login within five minutes; asking for it is a row. @throws AppError `audit_unavailable`, `conflict`. */
  async mintCode(actor: Actor): Promise<string> {
    const { audit } = this.#options;
    const signOuts = this.#signOuts;
    await audit.event({ kind: 'command.given', actor, detail: { command: 'ui_link' } });
    if (signOuts === this.#signOuts) return this.#codes.mint();
    throw new AppError('conflict', 'All browsers were signed out at the same time', {
      hint: 'Ask for another link.',
    });
  }

  /** The token of a new session, or null where the code opens nothing. Its row is durable first. */
  async redeem(code: string): Promise<string | null> {
    const { audit } = this.#options;
    // Before the code is used up: where nothing can be recorded it stays good.
    audit.assertWritable();
    if (!this.#codes.redeem(code)) return null;
    const id = randomBytes(8).toString('hex');
    const signOuts = this.#signOuts;
    const actor = { type: 'operator', door: 'http' } as const;
    await audit.event({ kind: 'operator.signed_in', actor, detail: { session: id } });
    if (signOuts === this.#signOuts) return this.#sessions.open(id);
    this.#ended(id, 'revoked');
    return null;
  }

  signOutAll(): void {
    this.#signOuts += 1;
    this.#codes.clear();
    this.#sessions.endAll('revoked');
  }

  authenticate(token: string | undefined, kind: TokenKind): Authentication {
    if (token === undefined || kindOf(token) !== 'session') {
      return this.#options.tokens.authenticate(token, kind);
    }
    const id = this.#sessions.find(token);
    if (id === undefined) return { ok: false, reason: 'unknown' };
    if (kind !== 'management') return { ok: false, reason: 'wrong_kind' };
    return { ok: true, kind, tokenId: id, clientId: null };
  }

  onEnded(listener: EndedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#stopFollowing();
    this.#sessions.close();
  }

  #ended(id: string, why: SessionEnd): void {
    const { audit, log } = this.#options;
    const detail = { session: id, why };
    audit
      .event({ kind: 'operator.signed_out', actor: engine, detail })
      .catch((error: unknown) => log.error('session.unrecorded', { error: String(error) }));
    const ended = { tokenId: id, clientId: null, why: 'expired' } as const;
    for (const listener of this.#listeners) listener(ended);
  }
}

/** What a login that failed is told, whatever the reason. */
export function loginRefused(code: 'unauthorized' | 'too_many_failures'): AppError {
  const hint = 'A link works once, for five minutes: `lmcp ui` prints a new one.';
  return code === 'unauthorized' ? new AppError(code, undefined, { hint }) : new AppError(code);
}
