import { AppError } from '../../shared/errors.ts';
import type { Actor, AuditEvent } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../registry/registry.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { Account } from './account.ts';
import { createGuardedFetch, type Resolve } from './guarded-fetch.ts';
import { type HttpTarget, resolveTarget } from './http-target.ts';
import { type FlowOutcome, SignInFlow } from './sign-in-flow.ts';
import type { SignIns, StartedSignIn } from './sign-ins.ts';
import { SignInStore, type StoredSignIn } from './stored-sign-in.ts';
import { TrustedHosts } from './trusted-hosts.ts';

export interface SignInsOptions {
  registry: Registry;
  secrets: SecretStore;
  clock: Clock;
  log: Logger;
  /** Resolves when the row is durable. */
  record: (event: AuditEvent) => Promise<unknown>;
  /** Starts again what waited for this sign-in. */
  signedIn: (serverId: string) => Promise<void>;
  /** The addresses of a name; the system's by default. */
  resolve?: Resolve;
}

/** @returns the sign-ins of all servers; nothing is read or asked before it is needed. */
export function createSignIns(options: SignInsOptions): SignIns {
  return new AllSignIns(options);
}

const engine: Actor = { type: 'engine', door: 'file' };

class AllSignIns implements SignIns {
  readonly #options: SignInsOptions;
  readonly #accounts = new Map<string, Account>();
  /** Also while it opens: who asks again gets the same. */
  readonly #flows = new Map<string, Promise<SignInFlow>>();
  /** Those that wait for a browser. */
  readonly #open = new Map<string, SignInFlow>();
  readonly #listeners = new Set<(serverId: string) => void>();
  readonly #leaving = new Map<string, Promise<boolean>>();
  readonly #forgetRegistry: () => void;
  /** Ends whose rows are being written, and their tokens kept. */
  readonly #ending = new Map<Promise<void>, string>();

  constructor(options: SignInsOptions) {
    this.#options = options;
    const { registry, log } = options;
    this.#forgetRegistry = registry.onChanged(({ servers }) => {
      for (const serverId of servers.removed)
        this.signOut(serverId, engine).catch((error: unknown) =>
          log.error('sign_in.not_forgotten', { server: serverId, error: String(error) }),
        );
    });
  }

  of(serverId: string): Account {
    const known = this.#accounts.get(serverId);
    if (known !== undefined) return known;
    const { registry, secrets, clock, log } = this.#options;
    const account = new Account({
      serverId,
      store: new SignInStore(secrets, serverId),
      clock,
      log,
      target: () => resolveTarget(registry, serverId),
      fetchFor: (target) => this.#fetchFor(target),
      url: () => this.#open.get(serverId)?.url ?? null,
      onOver: () => void this.#note(serverId, 'sign_in.ended', engine, { reason: 'grant_over' }),
    });
    this.#accounts.set(serverId, account);
    return account;
  }

  async begin(serverId: string, actor: Actor): Promise<StartedSignIn> {
    const opening = this.#flows.get(serverId) ?? this.#begin(serverId, actor);
    const { url, expiresS } = await opening;
    return { url, expiresS };
  }

  signOut(serverId: string, actor: Actor): Promise<boolean> {
    const leaving =
      this.#leaving.get(serverId) ??
      this.#signOut(serverId, actor).finally(() => this.#leaving.delete(serverId));
    this.#leaving.set(serverId, leaving);
    return leaving;
  }

  onChanged(listener: (serverId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#forgetRegistry();
    await Promise.allSettled(this.#flows.values());
    for (const flow of this.#open.values()) flow.close('LMCP stops');
    await Promise.allSettled([...this.#ending.keys(), ...this.#leaving.values()]);
  }

  async #signOut(serverId: string, actor: Actor): Promise<boolean> {
    const flow = this.#open.get(serverId);
    this.#forgetFlow(serverId, this.#flows.get(serverId));
    flow?.close('signed out');
    // What was granted a moment ago is kept first, and then forgotten with the rest.
    const endings = [...this.#ending].filter(([, whose]) => whose === serverId);
    await Promise.allSettled(endings.map(([ending]) => ending));
    const account = this.of(serverId);
    if (!(await account.isKnown())) return false;
    const detail = { reason: 'signed_out' };
    await this.#options.record({ kind: 'sign_in.ended', actor, server: serverId, detail });
    await account.forget();
    this.#announce(serverId);
    return true;
  }

  #begin(serverId: string, actor: Actor): Promise<SignInFlow> {
    const opening: Promise<SignInFlow> = this.#openFlow(serverId, actor, () =>
      this.#forgetFlow(serverId, opening),
    );
    this.#flows.set(serverId, opening);
    opening.then(
      (flow) => {
        if (this.#flows.get(serverId) !== opening) {
          flow.close('signed out');
          return;
        }
        this.#open.set(serverId, flow);
        this.#announce(serverId);
      },
      (error: unknown) => {
        this.#forgetFlow(serverId, opening);
        void this.#failed(serverId, error);
      },
    );
    return opening;
  }

  /** It is over, or nobody wants it: who begins from now on begins another. */
  #forgetFlow(serverId: string, flow: Promise<SignInFlow> | undefined): void {
    if (flow === undefined || this.#flows.get(serverId) !== flow) return;
    this.#flows.delete(serverId);
    this.#open.delete(serverId);
  }

  async #openFlow(serverId: string, actor: Actor, over: () => void): Promise<SignInFlow> {
    const { registry, clock, record } = this.#options;
    const account = this.of(serverId);
    const target = await resolveTarget(registry, serverId);
    return SignInFlow.open({
      target,
      challenge: account.challenge,
      before: await account.stored(target.url),
      fetch: this.#fetchFor(target),
      clock,
      begun: async (issuer, scope) => {
        const detail = { issuer, scope: scope ?? '' };
        await record({ kind: 'sign_in.begun', actor, server: serverId, detail });
      },
      ended: (outcome) => {
        over();
        const ending = this.#ended(serverId, account, outcome);
        this.#ending.set(ending, serverId);
        return ending.finally(() => this.#ending.delete(ending));
      },
    });
  }

  async #ended(serverId: string, account: Account, outcome: FlowOutcome): Promise<void> {
    if (outcome.ok) await this.#keep(serverId, account, outcome.record);
    else await this.#failed(serverId, outcome.error);
    this.#announce(serverId);
  }

  /** On record before the token is used. */
  async #keep(serverId: string, account: Account, granted: StoredSignIn): Promise<void> {
    const { record, log, signedIn } = this.#options;
    const detail = { issuer: granted.issuer, scope: granted.scope ?? '' };
    await record({ kind: 'sign_in.done', actor: engine, server: serverId, detail });
    await account.granted(granted);
    log.info('sign_in.done', { server: serverId, issuer: granted.issuer });
    await signedIn(serverId);
  }

  async #failed(serverId: string, error: unknown): Promise<void> {
    const reason = error instanceof AppError ? error.message : 'internal';
    this.#options.log.warn('sign_in.failed', { server: serverId, reason });
    await this.#note(serverId, 'sign_in.failed', engine, { reason });
  }

  /** A row about what has happened already: nothing waits for it. */
  async #note(
    serverId: string,
    kind: AuditEvent['kind'],
    actor: Actor,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { record, log } = this.#options;
    await record({ kind, actor, server: serverId, detail }).catch((error: unknown) =>
      log.error('audit.event_lost', { kind, error: String(error) }),
    );
  }

  #fetchFor({ url, oauth }: HttpTarget) {
    const { clock, resolve } = this.#options;
    const trusted = new TrustedHosts([url, oauth.issuer]);
    return createGuardedFetch({
      trusted,
      clock,
      headersFor: ({ origin }) =>
        oauth.issuer !== '' && new URL(oauth.issuer).origin === origin ? oauth.headers : {},
      ...(resolve !== undefined && { resolve }),
    });
  }

  #announce(serverId: string): void {
    for (const listener of [...this.#listeners]) listener(serverId);
  }
}
