import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { TokenRow, TokenRows } from '../state/token-rows.ts';
import { PendingRows } from './pending-rows.ts';
import { TokenIndex } from './token-index.ts';
import type {
  Authentication,
  AuthFailure,
  TokenKind,
  TokenService,
  TokenStatus,
} from './token-service.ts';

type EndedListener = Parameters<TokenService['onEnded']>[0];

export interface TokenBookOptions {
  rows: TokenRows;
  clock: Clock;
  log: Logger;
}

interface Entry {
  readonly row: TokenRow;
  readonly accepted: Authentication;
  /** The end as the steady clock tells it: setting the wall clock back does not move it, and it never moves later. */
  readonly endsMonoUs: number;
  /** When `last_used_us` was last queued for storing. */
  usedMonoUs: number;
}

/** A sleeping machine stops the steady clock, so the end of a token is looked for this often. */
const sweepMs = 30_000;
const usedEveryUs = 60_000_000;

const refusals = {
  missing: { ok: false, reason: 'missing' },
  malformed: { ok: false, reason: 'malformed' },
  unknown: { ok: false, reason: 'unknown' },
  expired: { ok: false, reason: 'expired' },
  revoked: { ok: false, reason: 'revoked' },
  wrong_kind: { ok: false, reason: 'wrong_kind' },
} as const satisfies Record<AuthFailure, Authentication>;

/** All tokens, in memory and in step with state.db: whose they are, whether they still work, when they end. */
export class TokenBook {
  readonly #rows: TokenRows;
  readonly #pending: PendingRows;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #index = new TokenIndex<Entry>();
  readonly #listeners = new Set<EndedListener>();
  #sweep: Timer | undefined;

  constructor(options: TokenBookOptions) {
    this.#rows = options.rows;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#pending = new PendingRows(options.rows, options.clock, options.log);
    for (const row of this.#rows.all()) this.#enter(row);
  }

  authenticate(token: string | undefined, kind: TokenKind): Authentication {
    if (!token) return refusals.missing;
    const entry = this.#index.prove(token);
    if (typeof entry === 'string') return refusals[entry];
    const { row } = entry;
    if (row.kind !== kind) return refusals.wrong_kind;
    if (row.revokedUs !== null) return refusals.revoked;
    if (row.expiredUs !== null) return refusals.expired;
    const nowUs = this.#clock.nowUs();
    const monoUs = this.#clock.monoUs();
    if (isPast(entry, nowUs, monoUs)) {
      this.#expire([entry]);
      return refusals.expired;
    }
    this.#noteUse(entry, nowUs, monoUs);
    return entry.accepted;
  }

  find(token: string): TokenRow | undefined {
    return this.#index.find(token)?.row;
  }

  /** Every token of a client, or of the management door (null), in the order of their making. */
  of(clientId: string | null): TokenRow[] {
    return this.#select((row) => row.clientId === clientId).map((entry) => entry.row);
  }

  stateOf(row: TokenRow): TokenStatus['state'] {
    if (row.revokedUs !== null) return 'revoked';
    const entry = this.#index.of(row);
    if (row.expiredUs !== null || !entry || this.#isPast(entry)) return 'expired';
    return row.graceUntilUs === null ? 'active' : 'grace';
  }

  isLive(row: TokenRow): boolean {
    const state = this.stateOf(row);
    return state === 'active' || state === 'grace';
  }

  /** Adds a token; the living ones before it work for `graceS` more seconds. Nothing changes when state.db refuses. */
  succeed(row: TokenRow, graceS: number): void {
    const nowUs = this.#clock.nowUs();
    const graceUntilUs = nowUs + graceS * 1_000_000;
    const before = this.of(row.clientId).filter((old) => this.isLive(old));
    const ends = before.map((old) =>
      graceS === 0
        ? { revokedUs: nowUs }
        : { graceUntilUs: Math.min(old.graceUntilUs ?? graceUntilUs, graceUntilUs) },
    );
    this.#rows.replace(
      row,
      before.map((old, index) => ({ ...old, ...ends[index] })),
    );
    for (const [index, old] of before.entries()) this.#enter(Object.assign(old, ends[index]));
    this.#enter(row);
    this.#schedule();
    if (graceS === 0) this.#announce(before, 'revoked');
  }

  /** Ends all tokens of a client at once, in memory even where state.db throws (and is tried again). */
  revoke(clientId: string): void {
    const nowUs = this.#clock.nowUs();
    const rows = this.of(clientId).filter((row) => this.isLive(row));
    for (const row of rows) row.revokedUs = nowUs;
    this.#pending.add(rows);
    this.#announce(rows, 'revoked');
    this.#pending.store();
  }

  /** Ends are looked for once somebody listens: those that came while no engine ran are told once, and must be heard. */
  onEnded(listener: EndedListener): () => void {
    this.#listeners.add(listener);
    this.#schedule();
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#sweep?.cancel();
    this.#pending.close();
    this.#listeners.clear();
  }

  #enter(row: TokenRow): void {
    const { kind, id: tokenId, clientId } = row;
    const before = this.#index.of(row);
    const endsMonoUs = this.#clock.monoUs() + endsUs(row) - this.#clock.nowUs();
    this.#index.put({
      row,
      accepted: Object.freeze({ ok: true, kind, tokenId, clientId }),
      endsMonoUs: Math.min(endsMonoUs, before?.endsMonoUs ?? Number.POSITIVE_INFINITY),
      usedMonoUs: before?.usedMonoUs ?? Number.NEGATIVE_INFINITY,
    });
  }

  #select(matches: (row: TokenRow) => boolean): Entry[] {
    return this.#index.all().filter((entry) => matches(entry.row));
  }

  #isPast(entry: Entry): boolean {
    return isPast(entry, this.#clock.nowUs(), this.#clock.monoUs());
  }

  /** Recorded as seen, so that a clock set back revives nothing (AU-20). */
  #expire(entries: readonly Entry[]): void {
    const nowUs = this.#clock.nowUs();
    const rows = entries.map((entry) => entry.row);
    for (const row of rows) row.expiredUs = nowUs;
    this.#pending.add(rows);
    this.#announce(rows, 'expired');
    this.#pending.storeOrLog();
  }

  #schedule(): void {
    this.#sweep?.cancel();
    this.#sweep = undefined;
    const ending = this.#ending();
    if (ending.length === 0) return;
    const nowUs = this.#clock.monoUs();
    const leftUs = Math.min(...ending.map((entry) => entry.endsMonoUs - nowUs));
    const delayMs = Math.max(0, Math.min(sweepMs, Math.ceil(leftUs / 1_000)));
    this.#sweep = this.#clock.after(delayMs, () => {
      const past = this.#ending().filter((entry) => this.#isPast(entry));
      if (past.length > 0) this.#expire(past);
      this.#schedule();
    });
  }

  #ending(): Entry[] {
    return this.#select(
      (row) => row.revokedUs === null && row.expiredUs === null && Number.isFinite(endsUs(row)),
    );
  }

  #announce(rows: readonly TokenRow[], why: 'revoked' | 'expired'): void {
    for (const { id: tokenId, clientId } of rows) {
      for (const listener of this.#listeners) {
        try {
          listener({ tokenId, clientId, why });
        } catch (error) {
          this.#log.error('token.listener_failed', { error: String(error) });
        }
      }
    }
  }

  /** The last use is for people to read: it may lag a minute, and is stored off the path of the call. */
  #noteUse(entry: Entry, nowUs: number, monoUs: number): void {
    entry.row.lastUsedUs = nowUs;
    if (monoUs - entry.usedMonoUs < usedEveryUs) return;
    entry.usedMonoUs = monoUs;
    this.#pending.add([entry.row]);
    this.#pending.storeSoon();
  }
}

function isPast({ row, endsMonoUs }: Entry, nowUs: number, monoUs: number): boolean {
  return endsMonoUs <= monoUs || endsUs(row) <= nowUs;
}

/** Wall time in microseconds, or Infinity. */
function endsUs(row: TokenRow): number {
  return Math.min(
    row.expiresUs ?? Number.POSITIVE_INFINITY,
    row.graceUntilUs ?? Number.POSITIVE_INFINITY,
  );
}
