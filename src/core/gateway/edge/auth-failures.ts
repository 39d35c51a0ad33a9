import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Detail } from './admission.ts';
import type { HttpLimits } from './http-limits.ts';
import { SlidingWindow } from './sliding-window.ts';

/** How soon a flood that is only counted gets its row. */
const flushMs = 5_000;
/** Of a count: floods are counted over both doors. */
const actor = { type: 'client', door: 'mcp' } as const;

/**
 * Writes what the edge refused. Single rows are durable before the answer; over the limit of a minute refusals are counted and
 * the count becomes a row, so that a flood can neither fill the disk nor hide its size (AU-12).
 */
export class AuthFailures {
  readonly #audit: Pick<AuditLog, 'event' | 'state'>;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #failures: SlidingWindow;
  readonly #refusals: SlidingWindow;
  #failuresCounted = 0;
  #failuresFromSeq = 0;
  #refusalsCounted = 0;
  #timer: Timer | null = null;

  constructor(
    audit: Pick<AuditLog, 'event' | 'state'>,
    clock: Clock,
    log: Logger,
    limits: HttpLimits,
  ) {
    this.#audit = audit;
    this.#clock = clock;
    this.#log = log;
    this.#failures = new SlidingWindow(clock, limits.failures, limits.failureWindowMs);
    this.#refusals = new SlidingWindow(clock, limits.refusalRows, limits.failureWindowMs);
  }

  /**
   * One failed authentication. Resolves to the code of its answer when its row is durable. `client` is whose token it was.
   * @throws AppError `audit_unavailable`.
   */
  async failed(
    reason: string,
    detail: Detail,
    client: string | null = null,
    door: 'mcp' | 'http' = 'mcp',
  ): Promise<'unauthorized' | 'too_many_failures'> {
    if (this.#failures.take()) {
      await this.#audit.event({
        kind: 'auth.failed',
        actor: { type: 'client', door },
        ...(client === null ? {} : { client }),
        code: 401,
        detail: { reason, ...detail },
      });
      return 'unauthorized';
    }
    if (this.#failuresCounted++ === 0) this.#failuresFromSeq = this.#audit.state.headSeq;
    this.#schedule();
    return 'too_many_failures';
  }

  /**
   * A request refused for another reason. Resolves when its row is durable, at once in a flood.
   * @throws AppError `audit_unavailable`.
   */
  async refused(
    code: number,
    reason: string,
    detail: Detail,
    client?: string,
    door: 'mcp' | 'http' | 'ipc' = 'mcp',
  ): Promise<void> {
    if (this.#refusals.take()) {
      await this.#audit.event({
        kind: 'request.refused',
        actor: { type: 'client', door },
        ...(client === undefined ? {} : { client }),
        code,
        detail: { reason, ...detail },
      });
      return;
    }
    this.#refusalsCounted++;
    this.#schedule();
  }

  /** Writes the counts that are still owed. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    await this.#flush();
  }

  #schedule(): void {
    this.#timer ??= this.#clock.after(flushMs, () => {
      this.#timer = null;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const [failures, refusals] = [this.#failuresCounted, this.#refusalsCounted];
    this.#failuresCounted = 0;
    this.#refusalsCounted = 0;
    try {
      if (failures > 0) {
        const detail = { count: failures, from_seq: this.#failuresFromSeq };
        await this.#audit.event({ kind: 'auth.failed.more', actor, code: 429, detail });
      }
      if (refusals > 0) {
        const detail = { reason: 'flood', count: refusals };
        await this.#audit.event({ kind: 'request.refused', actor, detail });
      }
    } catch (error) {
      // Counted again, so that the row comes once the log can be written.
      this.#failuresCounted += failures;
      this.#refusalsCounted += refusals;
      this.#log.warn('refusals.unrecorded', { failures, refusals, error: String(error) });
    }
  }
}
