import { AppError } from '../../../shared/errors.ts';
import type { Capture, DurableIntent } from '../../audit/audit-log.ts';
import type { CallOutcome } from '../../audit/record.ts';
import type { GatewayDeps } from '../deps.ts';
import type { ItemRequest } from '../exchange/item-request.ts';

/** The row that a call owes from its intent on. */
export class OwedOutcome {
  readonly #deps: Pick<GatewayDeps, 'audit' | 'clock'>;
  readonly #request: Pick<ItemRequest, 'exchange'>;
  readonly #intent: DurableIntent;
  readonly #capture: Capture;
  readonly #queueUs: number;
  readonly #startUs: number;
  #durationUs = 0;

  constructor(
    deps: Pick<GatewayDeps, 'audit' | 'clock'>,
    request: Pick<ItemRequest, 'exchange'>,
    intent: DurableIntent,
    capture: Capture,
    queueUs: number,
  ) {
    this.#deps = deps;
    this.#request = request;
    this.#intent = intent;
    this.#capture = capture;
    this.#queueUs = queueUs;
    this.#startUs = deps.clock.monoUs();
  }

  /** The server answered, or was given up: here ends what the row says the call took. */
  ended(): void {
    this.#durationUs = this.#deps.clock.monoUs() - this.#startUs;
  }

  /**
   * Queues it; false when not even that can be done, which takes nothing back of what has happened.
   * @param bytes what the server gave; null for nothing.
   */
  queue(outcome: Pick<CallOutcome, 'result' | 'sent' | 'code'>, bytes: Uint8Array | null): boolean {
    const record: CallOutcome = {
      ...outcome,
      // A client without sessions may have come back by another exchange.
      delivered: this.#request.exchange.connected,
      queue_us: this.#queueUs,
      duration_us: this.#durationUs,
      bytes: bytes?.length ?? 0,
    };
    try {
      this.#deps.audit.outcome(this.#intent, record, bytes, this.#capture);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'audit_unavailable') return false;
      throw error;
    }
  }
}
