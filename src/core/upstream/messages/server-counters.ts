import type { AuditEvent } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { ConnectionStatus } from '../connection.ts';

/** A server that begs without end gets one row in so long; what came meanwhile is counted into the next. */
const rowEveryMs = 10_000;

export interface ServerCountersOptions {
  serverId: string;
  launchKey: string;
  clock: Clock;
  onEvent: (event: AuditEvent) => void;
}

/** What one connection counts over all its starts. */
export class ServerCounters {
  badLines = 0;
  unknownIds = 0;
  lateAnswers = 0;
  refusedRequests = 0;
  readonly #options: ServerCountersOptions;
  #rowUs = Number.NEGATIVE_INFINITY;
  #unrecorded = 0;

  constructor(options: ServerCountersOptions) {
    this.#options = options;
  }

  /** A request of the server reached nobody: counted and recorded (UP-15). */
  refused(method: string): void {
    this.refusedRequests++;
    const { serverId, launchKey, clock, onEvent } = this.#options;
    const nowUs = clock.monoUs();
    if (nowUs - this.#rowUs < rowEveryMs * 1_000) {
      this.#unrecorded++;
      return;
    }
    const more = this.#unrecorded === 0 ? {} : { more: this.#unrecorded };
    this.#rowUs = nowUs;
    this.#unrecorded = 0;
    onEvent({
      kind: 'request.denied',
      actor: { type: 'engine', door: 'file' },
      server: serverId,
      detail: { launch: launchKey, method: method.slice(0, 128), ...more },
    });
  }

  get all(): ConnectionStatus['counters'] {
    const { badLines, unknownIds, lateAnswers, refusedRequests } = this;
    return { badLines, unknownIds, lateAnswers, refusedRequests };
  }
}
