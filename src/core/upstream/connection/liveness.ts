import type { Clock, Timer } from '../../clock.ts';
import type { Proof } from './proof.ts';

export interface HealthSettings {
  /** Between probes; 0 turns them off. */
  interval_s: number;
  timeout_s: number;
  /** No probe when the last call is older. */
  idle_s: number;
}

export interface LivenessOptions {
  clock: Clock;
  settings: () => HealthSettings;
  proof: Proof;
  /** Rejects when no answer came in time. */
  ping: (timeoutMs: number) => Promise<void>;
  /** Calls on the wire: a server that works is not disturbed. */
  inFlight: () => number;
  /** It did not answer a probe: it is to be killed and started again. */
  onDead: () => void;
}

const timeoutsThatProbe = 3;
const suspicionProbeMs = 5_000;

/** Finds out whether a server that is up still answers: on a beat while it is in use, at once after three timeouts in a row (SU-12), and once after a sleep (SU-15). */
export class Liveness {
  readonly #options: LivenessOptions;
  #timer: Timer | null = null;
  #resumed: Timer | null = null;
  /** Wall time: what was called before the machine slept is not in use. */
  #lastCallUs: number | null = null;
  #timeouts = 0;
  #probing = false;
  #stopped = false;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#beat();
  }

  called(): void {
    const nowUs = this.#options.clock.nowUs();
    this.#lastCallUs = nowUs;
    this.#options.proof.asked(nowUs);
  }

  answered(): void {
    this.#timeouts = 0;
    this.#options.proof.answered();
  }

  timedOut(): void {
    if (++this.#timeouts >= timeoutsThatProbe) void this.#probe(suspicionProbeMs);
  }

  /** The machine has slept (SU-15): what timed out meanwhile says nothing, so it is asked once, `delayMs` from now. */
  resumed(delayMs: number): void {
    this.#timeouts = 0;
    if (this.#stopped || this.#options.settings().interval_s === 0) return;
    this.#resumed?.cancel();
    this.#resumed = this.#options.clock.after(delayMs, () => {
      if (this.#options.inFlight() > 0) return;
      void this.#probe(this.#options.settings().timeout_s * 1_000);
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#resumed?.cancel();
  }

  #beat(): void {
    const { interval_s } = this.#options.settings();
    if (interval_s === 0) return;
    this.#timer = this.#options.clock.after(interval_s * 1_000, () => {
      if (this.#inUse() && this.#options.inFlight() === 0) {
        void this.#probe(this.#options.settings().timeout_s * 1_000);
      }
      if (!this.#stopped) this.#beat();
    });
  }

  #inUse(): boolean {
    if (this.#lastCallUs === null) return false;
    const idleUs = this.#options.clock.nowUs() - this.#lastCallUs;
    return idleUs < this.#options.settings().idle_s * 1_000_000;
  }

  async #probe(timeoutMs: number): Promise<void> {
    if (this.#probing || this.#stopped) return;
    this.#probing = true;
    this.#options.proof.asked(this.#options.clock.nowUs());
    try {
      await this.#options.ping(timeoutMs);
      this.#timeouts = 0;
    } catch {
      if (!this.#stopped) this.#options.onDead();
    } finally {
      this.#probing = false;
    }
  }
}
