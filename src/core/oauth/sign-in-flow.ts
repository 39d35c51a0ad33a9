import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, Timer } from '../clock.ts';
import {
  authorizationUrl,
  type ClientInformation,
  type Discovered,
  discover,
  redeem,
  register,
} from './authorization-server.ts';
import { CallbackListener } from './callback-listener.ts';
import { chooseScope } from './choose-scope.ts';
import type { Fetch } from './guarded-fetch.ts';
import type { HttpTarget } from './http-target.ts';
import { signInRefused } from './sign-in-refused.ts';
import type { Challenge } from './sign-ins.ts';
import type { StoredSignIn } from './stored-sign-in.ts';
import { type GrantFacts, recordOf, withTokens } from './token-record.ts';

export interface FlowOptions {
  target: HttpTarget;
  /** What the server last asked for. */
  challenge: Challenge | null;
  /** What is kept of an earlier sign-in to this URL. */
  before: StoredSignIn | null;
  fetch: Fetch;
  clock: Clock;
  /** Called before anything waits for the browser; rejects where it cannot be put on record. */
  begun: (issuer: string, scope: string | null) => Promise<void>;
  /** Called once, with the record or with why there is none. What it rejects with is shown to the person. */
  ended: (outcome: FlowOutcome) => Promise<void>;
}

export type FlowOutcome =
  | { readonly ok: true; readonly record: StoredSignIn }
  | { readonly ok: false; readonly error: unknown };

/** How long a person has (AU-16). */
const lifeMs = 5 * 60_000;

/** One sign-in from discovery to tokens. Its state is used once, its listener closes with its end. */
export class SignInFlow {
  readonly url: string;
  readonly #listener: CallbackListener;
  readonly #timer: Timer;
  readonly #untilUs: number;
  readonly #options: FlowOptions;
  #over = false;
  /** Why nobody wants it any more, where that was said while its code was redeemed. */
  #givenUp: string | null = null;

  private constructor(options: FlowOptions, listener: CallbackListener, url: string) {
    this.url = url;
    this.#options = options;
    this.#listener = listener;
    const { clock } = options;
    this.#untilUs = clock.monoUs() + lifeMs * 1_000;
    this.#timer = clock.after(lifeMs, () => this.close('nobody signed in within five minutes'));
  }

  /** @throws AppError `sign_in_refused`, `upstream_unavailable`, `port_taken`; nothing waits then. */
  static async open(options: FlowOptions): Promise<SignInFlow> {
    const { target, challenge, before, fetch, clock } = options;
    const named = challenge?.resourceMetadata ?? before?.resourceMetadata ?? null;
    const discovered = await discover(target.url, named, fetch);
    const { issuer } = discovered.metadata;
    refuseForeignIssuer(target, before, issuer);
    const scope = chooseScope({
      configured: target.oauth.scopes,
      challenged: challenge?.scope ?? null,
      supported: discovered.scopesSupported,
      before: before?.issuer === issuer ? before.scope : null,
      offline: discovered.metadata.scopes_supported?.includes('offline_access') === true,
    });
    const state = randomBytes(32).toString('base64url');
    let isTaken = false;
    let finish: (answer: URLSearchParams) => Promise<string | null> = async () => null;
    const listener = await CallbackListener.open({
      port: target.oauth.callback_port,
      take: (answer) => {
        if (isTaken || !isSame(answer.getAll('state'), state)) return false;
        isTaken = true;
        return true;
      },
      finish: (answer) => finish(answer),
    });
    try {
      const { redirectUrl } = listener;
      const { client, registered } = await clientFor(options, discovered, { redirectUrl, scope });
      const request = { client, redirectUrl, scope, state };
      const { url, codeVerifier } = await authorizationUrl(discovered, request);
      await options.begun(issuer, scope);
      const flow = new SignInFlow(options, listener, url);
      const facts = { url: target.url, resourceMetadata: named, discovered, client, registered };
      const grant = { ...facts, redirectUrl, scope };
      finish = (answer) =>
        flow.#end(async () => {
          const tokens = await redeem(discovered, answer, { ...request, codeVerifier }, fetch);
          return withTokens(recordOf(grant satisfies GrantFacts), tokens, clock);
        });
      return flow;
    } catch (error) {
      listener.close();
      throw error;
    }
  }

  /** Whole seconds that a person has left. */
  get expiresS(): number {
    return Math.max(0, Math.floor((this.#untilUs - this.#options.clock.monoUs()) / 1_000_000));
  }

  /** Gives it up, also while its code is redeemed: what comes of that is dropped. */
  close(reason: string): void {
    this.#givenUp ??= reason;
    if (this.#over) return;
    void this.#end(() => Promise.reject(signInRefused(reason)));
  }

  /** @returns why it failed, for the person at the browser, or null. */
  async #end(work: () => Promise<StoredSignIn>): Promise<string | null> {
    if (this.#over) return 'This sign-in is over.';
    this.#over = true;
    this.#timer.cancel();
    this.#listener.close();
    const outcome = await work().then(
      (record): FlowOutcome =>
        this.#givenUp === null
          ? { ok: true, record }
          : { ok: false, error: signInRefused(this.#givenUp) },
      (error: unknown): FlowOutcome => ({ ok: false, error }),
    );
    try {
      await this.#options.ended(outcome);
    } catch (error) {
      return messageOf(error);
    }
    return outcome.ok ? null : messageOf(outcome.error);
  }
}

/** Credentials of the registry belong to one issuer: the one that it names, or the first that they were used with (AU-17). */
function refuseForeignIssuer(
  { oauth }: HttpTarget,
  before: StoredSignIn | null,
  issuer: string,
): void {
  const { client_id, issuer: named } = oauth;
  if (named !== '' && named !== issuer) {
    throw signInRefused('the server names another issuer than oauth.issuer of the registry');
  }
  const isBound = before?.client.registered === true && before.client.id === client_id;
  if (named === '' && isBound && before.issuer !== issuer && !isDocument(client_id)) {
    throw signInRefused(
      'the server has moved to another issuer, which oauth.client_id was not registered with; sign out first if it was',
    );
  }
}

/** The registry's client, else one that was registered for this very address, else a new one. */
async function clientFor(
  { target, before, fetch }: FlowOptions,
  discovered: Discovered,
  wish: { redirectUrl: string; scope: string | null },
): Promise<{ client: ClientInformation; registered: boolean }> {
  const { client_id, client_secret } = target.oauth;
  const readsDocuments = discovered.metadata.client_id_metadata_document_supported === true;
  if (client_id !== '' && (readsDocuments || !isDocument(client_id))) {
    const secret = client_secret === '' ? {} : { client_secret };
    return { client: { client_id, ...secret }, registered: true };
  }
  const known = before?.issuer === discovered.metadata.issuer ? before.client : null;
  if (known !== null && !known.registered && known.redirectUrl === wish.redirectUrl) {
    const { id, secret, authMethod } = known;
    const client = {
      client_id: id,
      ...(secret != null && { client_secret: secret }),
      ...(authMethod !== null && { token_endpoint_auth_method: authMethod }),
    };
    return { client, registered: false };
  }
  return { client: await register(discovered, wish, fetch), registered: false };
}

/** A client id that is the address of a document about the client (Client ID Metadata Document). */
function isDocument(clientId: string): boolean {
  return clientId.startsWith('https://');
}

function isSame(given: readonly string[], state: string): boolean {
  const [only = ''] = given;
  const a = Buffer.from(only);
  const b = Buffer.from(state);
  return given.length === 1 && a.length === b.length && timingSafeEqual(a, b);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.message}.` : 'It failed.';
}
