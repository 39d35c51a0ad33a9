import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { Turns } from '../turns.ts';
import { refresh } from './authorization-server.ts';
import type { Fetch } from './guarded-fetch.ts';
import type { HttpTarget } from './http-target.ts';
import type { Challenge, ServerSignIn } from './sign-ins.ts';
import type { SignInStore, StoredSignIn } from './stored-sign-in.ts';
import { clientOf, metadataOf, withTokens } from './token-record.ts';

export interface AccountOptions {
  serverId: string;
  store: SignInStore;
  clock: Clock;
  log: Logger;
  /** The entry in force, with its secrets. */
  target: () => Promise<HttpTarget>;
  fetchFor: (target: HttpTarget) => Fetch;
  /** Where a person can authorise now, or null. */
  url: () => string | null;
  /** The grant is over, and nobody ended it here. */
  onOver: () => void;
}

const maxAttempts = 3;
/** A new token is fetched this long before the old one ends, or at a tenth of a short life. */
const marginS = 60;
const restAfterFailureMs = 10_000;
const maxClaim = 2_000;

/** The tokens of one server: read once, renewed by one request at a time, at most three times without success (AU-17). */
export class Account implements ServerSignIn {
  readonly #options: AccountOptions;
  /** Undefined until it was read. */
  #record: StoredSignIn | null | undefined;
  #header: string | null = null;
  #dueUs = Number.POSITIVE_INFINITY;
  #preparing: Promise<void> | null = null;
  /** Uses of the store: what is forgotten must not be overtaken by what was being kept. */
  readonly #turns = new Turns();
  /** Counts what people decide: signing in and signing out. */
  #decisions = 0;
  #challenge: Challenge | null = null;
  /** Tokens that were fetched since the server took one. */
  #renewals = 0;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  get dueUs(): number {
    return this.#dueUs;
  }

  get url(): string | null {
    return this.#options.url();
  }

  /** What the server last asked for. */
  get challenge(): Challenge | null {
    return this.#challenge;
  }

  header(url: string): string | null {
    return this.#record?.url === url ? this.#header : null;
  }

  async prepare(url: string): Promise<void> {
    // Who comes while another prepares waits for the same.
    this.#preparing ??= this.#prepare(url).finally(() => {
      this.#preparing = null;
    });
    await this.#preparing;
  }

  async renew(): Promise<void> {
    if (this.#record != null) await this.prepare(this.#record.url);
  }

  refused(challenge: Challenge, sent: string | null): boolean {
    const { status, scope, resourceMetadata } = challenge;
    this.#challenge = { status, scope: cut(scope), resourceMetadata: cut(resourceMetadata) };
    if (status !== 401 || sent === null) return false;
    // Another request has brought a new one in the meantime.
    if (sent !== this.#header) return this.#header !== null;
    if (this.#record?.tokens?.refresh == null || this.#renewals >= maxAttempts) return false;
    this.#dueUs = 0;
    return true;
  }

  accepted(): void {
    this.#renewals = 0;
  }

  /** The record of this URL, whether or not its grant is over. */
  async stored(url: string): Promise<StoredSignIn | null> {
    if (this.#record === undefined) {
      const record = await this.#turns.take(() => this.#options.store.load());
      // Signed out, or in, while it was read.
      if (this.#record === undefined) this.#put(record);
    }
    return this.#record?.url === url ? this.#record : null;
  }

  /** Keeps and uses what a person has just granted, unless that was forgotten meanwhile. */
  async granted(record: StoredSignIn): Promise<void> {
    const decision = ++this.#decisions;
    await this.#turns.take(() => this.#options.store.save(record));
    if (decision !== this.#decisions) return;
    this.#renewals = 0;
    this.#put(record);
  }

  /** Whether anything is kept, of whatever URL. */
  isKnown(): Promise<boolean> {
    return this.#turns.take(() => this.#options.store.isKnown());
  }

  async forget(): Promise<void> {
    this.#decisions++;
    this.#put(null);
    this.#challenge = null;
    await this.#turns.take(() => this.#options.store.clear());
  }

  async #prepare(url: string): Promise<void> {
    const record = await this.stored(url);
    if (record === null) return;
    if (record.tokens === null) throw over();
    const { refresh: refreshToken } = record.tokens;
    if (this.#dueUs > this.#options.clock.monoUs() || refreshToken === null) return;
    await this.#renew(record, refreshToken);
  }

  async #renew(record: StoredSignIn, refreshToken: string): Promise<void> {
    const { clock, log, serverId, store, onOver } = this.#options;
    const tokens = await this.#attempt(record, refreshToken);
    // Signed out, or signed in anew, while the answer was on its way.
    if (this.#record !== record) return;
    this.#renewals++;
    const next = tokens === null ? { ...record, tokens: null } : withTokens(record, tokens, clock);
    // A rotated token that were lost would end the grant: it is kept before it is used.
    await this.#turns.take(() => store.save(next));
    if (this.#record !== record) return;
    this.#put(next);
    log.info(tokens === null ? 'sign_in.over' : 'sign_in.renewed', { server: serverId });
    if (tokens !== null) return;
    onOver();
    throw over();
  }

  async #attempt(record: StoredSignIn, refreshToken: string) {
    const { clock, target, fetchFor } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        const server = await target();
        const { resource } = record;
        const request = { client: clientOf(record, server), refreshToken, resource };
        return await refresh(metadataOf(record), request, fetchFor(server));
      } catch (error) {
        if (attempt === maxAttempts || !isOutage(error)) {
          this.#dueUs = clock.monoUs() + restAfterFailureMs * 1_000;
          throw error;
        }
        await new Promise<void>((resolve) => clock.after(attempt * 1_000, resolve));
      }
    }
  }

  #put(record: StoredSignIn | null): void {
    this.#record = record;
    const tokens = record?.tokens ?? null;
    this.#header = tokens === null ? null : `Bearer ${tokens.access}`;
    this.#dueUs = Number.POSITIVE_INFINITY;
    if (tokens?.expiresUs == null || tokens.refresh === null) return;
    const { clock } = this.#options;
    const leftS = (tokens.expiresUs - clock.nowUs()) / 1_000_000;
    const margin = Math.min(marginS, Math.max(1, leftS / 10));
    this.#dueUs = clock.monoUs() + Math.max(0, leftS - margin) * 1_000_000;
  }
}

function over(): AppError {
  return new AppError('needs_sign_in', 'Its sign-in is over', {
    data: { sent: 'none', cause: 'not_sent' },
    cause: new Error('Its sign-in is over'),
  });
}

function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'upstream_unavailable';
}

/** What is longer than any server needs is a claim of none. */
function cut(claim: string | null): string | null {
  return claim !== null && claim.length <= maxClaim ? claim : null;
}
