import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { startElapsed } from '../elapsed.ts';

const lifeUs = 300_000_000;
const maxOpen = 5;
/** 192 bits, 32 characters of base64url. */
const codeBytes = 24;

interface OpenCode {
  readonly digest: Buffer;
  readonly elapsedUs: () => number;
}

/** Codes that log a browser in once each (MG-3): they live five minutes, in memory, and the newest five are open. */
export class LoginCodes {
  readonly #clock: Clock;
  #open: readonly OpenCode[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  mint(): string {
    const code = randomBytes(codeBytes).toString('base64url');
    const made = { digest: digestOf(code), elapsedUs: startElapsed(this.#clock) };
    this.#open = [...this.#living(), made].slice(-maxOpen);
    return code;
  }

  /** True for an open code, once. Compares with every open one in constant time (AU-5). */
  redeem(code: string): boolean {
    const digest = digestOf(code);
    const living = this.#living();
    const left = living.filter((open) => !timingSafeEqual(open.digest, digest));
    this.#open = left;
    return left.length < living.length;
  }

  /** From now on no code that was asked for before opens anything. */
  clear(): void {
    this.#open = [];
  }

  #living(): OpenCode[] {
    return this.#open.filter((open) => open.elapsedUs() < lifeUs);
  }
}

function digestOf(code: string): Buffer {
  return hash('sha256', code, 'buffer');
}
