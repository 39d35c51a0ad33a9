import type { Clock, Timer } from '../../clock.ts';

const leaseUs = 60_000_000;
const batchMs = 250;

/** Tells that a server's log has grown: only while somebody asked for it lately, at most four times a second. */
export class LogWatch {
  readonly #clock: Clock;
  readonly #tell: (serverId: string) => void;
  /** Until when, by the monotonic clock in µs. */
  readonly #watched = new Map<string, number>();
  readonly #grown = new Set<string>();
  #timer: Timer | null = null;

  constructor(clock: Clock, tell: (serverId: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** For the next minute. */
  watch(serverId: string): void {
    this.#watched.set(serverId, this.#clock.monoUs() + leaseUs);
  }

  /** Called for each write: nobody watching costs one look. */
  written(serverId: string): void {
    const untilUs = this.#watched.get(serverId);
    if (untilUs === undefined) return;
    if (this.#clock.monoUs() > untilUs) {
      this.#watched.delete(serverId);
      return;
    }
    this.#grown.add(serverId);
    this.#timer ??= this.#clock.after(batchMs, () => this.#flush());
  }

  close(): void {
    this.#timer?.cancel();
    this.#watched.clear();
  }

  #flush(): void {
    this.#timer = null;
    const grown = [...this.#grown];
    this.#grown.clear();
    for (const serverId of grown) this.#tell(serverId);
  }
}
