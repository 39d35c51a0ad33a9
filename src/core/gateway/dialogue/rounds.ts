import { randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Clock, Timer } from '../../clock.ts';
import { textOf } from '../../json/scan.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { answerTimeMs } from './client-requests.ts';
import { RequestStates, type StateBinding } from './request-state.ts';

/** Rounds of one client that may be open at once (DESIGN: Protocol). */
const perClient = 32;

/** A call that stays open at its server while its client is away. */
export interface HeldCall {
  /** The client is back with `request`; resolves when that one was answered. */
  resume(request: ItemRequest, round: number): Promise<boolean>;
  /** Nobody comes back: the call ends with this reason. */
  end(reason: AppError): void;
}

/** What a request with a valid `requestState` goes on with. */
export interface Claim {
  readonly callId: string;
  readonly round: number;
  /** The server's own state, or null. */
  readonly state: string | null;
  /** Null where nothing is open at the server: the request goes there as its next round. */
  readonly held: HeldCall | null;
  /** The request came to nothing before anything was sent: its handle is good once more, for the time that it had left. */
  giveBack(): void;
}

interface OpenRound {
  readonly clientId: string;
  readonly callId: string;
  readonly round: number;
  readonly held: HeldCall | null;
  readonly expired: () => void;
  /** Wall time. */
  readonly endsUs: number;
  readonly timer: Timer;
}

/** The rounds that clients of the stateless era were asked to come back with: each can be claimed once, by the same request of the same client. */
export class Rounds {
  readonly #states: RequestStates;
  readonly #clock: Clock;
  readonly #open = new Map<string, OpenRound>();

  /** @param key of 32 bytes, for the handles. */
  constructor(key: Uint8Array, clock: Clock) {
    this.#states = new RequestStates(key);
    this.#clock = clock;
  }

  /**
   * Opens the next round of a call.
   * @param expired called when nobody came back within ten minutes
   * @returns the handle that the client comes back with
   * @throws AppError `limited` when the client has as many open as it may.
   */
  open(
    request: ItemRequest,
    next: { callId: string; round: number; state: string | null; held: HeldCall | null },
    expired: () => void,
  ): string {
    const { clientId } = request.exchange.caller;
    const { callId, round, state, held } = next;
    let own = 0;
    for (const other of this.#open.values()) if (other.clientId === clientId) own++;
    if (own >= perClient) {
      throw new AppError('limited', 'Too many requests wait for input of this client', {
        data: { retryAfterMs: 1_000 },
      });
    }
    const id = randomBytes(12).toString('base64url');
    const endsUs = this.#clock.nowUs() + answerTimeMs * 1_000;
    this.#wait(id, { clientId, callId, round, held, expired, endsUs });
    return this.#states.seal(bindingOf(request), id, endsUs, state);
  }

  /**
   * Claims the round that a request names; null when it names none.
   * @throws AppError `invalid_params` when the handle is not one of this request, was used, has expired or is from before a restart.
   */
  claim(request: ItemRequest): Claim | null {
    const { message, exchange } = request;
    const node = message.params?.members?.get('requestState');
    if (node === undefined) return null;
    if (node.type !== 'string' || exchange.client.era === 'session') {
      throw new AppError('invalid_params', 'requestState is not one that was given out here', {
        data: { cause: 'state_foreign' },
      });
    }
    const given = textOf(message.bytes, node);
    const { round: id, inner } = this.#states.open(given, bindingOf(request), this.#clock.nowUs());
    const open = this.#open.get(id);
    if (open === undefined) {
      throw new AppError('invalid_params', 'requestState was used before', {
        data: { cause: 'state_used' },
      });
    }
    this.#open.delete(id);
    open.timer.cancel();
    const { callId, round, held } = open;
    return { callId, round, state: inner, held, giveBack: () => this.#wait(id, open) };
  }

  #wait(id: string, round: Omit<OpenRound, 'timer'>): void {
    const leftMs = Math.max(0, (round.endsUs - this.#clock.nowUs()) / 1_000);
    const timer = this.#clock.after(leftMs, () => {
      this.#open.delete(id);
      round.expired();
    });
    this.#open.set(id, { ...round, timer });
  }

  /** How many rounds are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Forgets the round of a call that ended while its client was away. */
  forget(held: HeldCall): void {
    for (const [id, open] of this.#open) {
      if (open.held !== held) continue;
      open.timer.cancel();
      this.#open.delete(id);
    }
  }
}

function bindingOf(request: ItemRequest): StateBinding {
  const { exchange, serverId, kind, item, definition, args } = request;
  const { clientId } = exchange.caller;
  return { clientId, serverId, kind, item, definition: definition?.sha256 ?? '', args };
}
