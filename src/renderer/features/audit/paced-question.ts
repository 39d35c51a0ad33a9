import type { PageClock } from '../../engine/page-clock.ts';

const leastMs = 2_000;
/** Counting a long log takes a while: it is then asked for more rarely, so that watching takes a tenth of the time at most. */
const restPerWork = 10;

export interface PacedQuestionOptions<I, O> {
  readonly ask: (input: I, task: string) => Promise<O>;
  /** Ends a question that nobody waits for any more. */
  readonly cancel: (task: string) => void;
  readonly newTask: () => string;
  readonly clock: PageClock;
  readonly onAnswer: (answer: O) => void;
  readonly onError: (error: unknown) => void;
}

/** A question whose answer grows old with every call: asked at once when it is another one, and paced when it is the same. */
export class PacedQuestion<I, O> {
  readonly #options: PacedQuestionOptions<I, O>;
  #input: I | null = null;
  #task: string | null = null;
  #timer: { cancel(): void } | null = null;
  #old = false;
  #restUntilUs = 0;

  constructor(options: PacedQuestionOptions<I, O>) {
    this.#options = options;
  }

  /** Asks this now, and nothing else any more. */
  ask(input: I): void {
    this.end();
    this.#input = input;
    void this.#run(input);
  }

  /** The answer is old: asks again when it is time. */
  touch(): void {
    this.#old = true;
    const { clock } = this.#options;
    if (this.#input === null || this.#task !== null || this.#timer !== null) return;
    const waitMs = Math.max(leastMs, (this.#restUntilUs - clock.nowUs()) / 1_000);
    this.#timer = clock.after(waitMs, () => {
      this.#timer = null;
      if (this.#input !== null) void this.#run(this.#input);
    });
  }

  end(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#task !== null) this.#options.cancel(this.#task);
    this.#task = null;
    this.#input = null;
    this.#old = false;
  }

  async #run(input: I): Promise<void> {
    const { ask, clock, newTask, onAnswer, onError } = this.#options;
    const task = newTask();
    this.#task = task;
    this.#old = false;
    const startedUs = clock.nowUs();
    try {
      const answer = await ask(input, task);
      if (this.#task === task) onAnswer(answer);
    } catch (error) {
      if (this.#task === task) onError(error);
    }
    if (this.#task !== task) return;
    this.#task = null;
    const nowUs = clock.nowUs();
    this.#restUntilUs = nowUs + (nowUs - startedUs) * restPerWork;
    if (this.#old) this.touch();
  }
}
