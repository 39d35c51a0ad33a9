import { hash, randomInt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { startElapsed } from './elapsed.ts';

const lifeUs = 300_000_000;
const maxOpen = 8;
const maxWrong = 5;
/** Crockford's base 32: no letter that is read as another. 40 bits, five tries. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 8;

interface Open {
  readonly digest: Buffer;
  readonly lines: readonly string[];
  readonly code: string;
  readonly elapsedUs: () => number;
  wrong: number;
}

/** A request that waits for a second consent, as the terminal shows it. */
export interface WaitingConsent {
  /** What was asked for, a sentence and then its details; no secrets. */
  readonly lines: readonly string[];
  readonly code: string;
  /** How long ago it was asked, in seconds. */
  readonly ageS: number;
}

/**
 * Second consents (MG-5): a request over HTTP waits until it is repeated, exactly as it was, with the code that only a terminal of
 * this machine shows. A code is good once, for five minutes and five tries; the newest eight requests wait.
 */
export class Consents {
  readonly #clock: Clock;
  #open: readonly Open[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * True when `code` is the one of this very request, which it uses up; else the request waits from now on.
   * @param request what is asked for, whole: another one needs another consent.
   */
  given(request: unknown, lines: readonly string[], code: string | undefined): boolean {
    const digest = hash('sha256', JSON.stringify(request), 'buffer');
    const living = this.#living();
    const found = living.find((open) => timingSafeEqual(open.digest, digest));
    if (found === undefined) {
      const made = { digest, lines, code: makeCode(), wrong: 0 };
      const elapsedUs = startElapsed(this.#clock);
      this.#open = [...living, { ...made, elapsedUs }].slice(-maxOpen);
      return false;
    }
    if (code === undefined) return false;
    const fits = isSame(found.code, code);
    if (!fits) found.wrong++;
    const isOver = fits || found.wrong >= maxWrong;
    this.#open = isOver ? living.filter((open) => open !== found) : living;
    return fits;
  }

  waiting(): WaitingConsent[] {
    return this.#living().map(({ lines, code, elapsedUs }) => ({
      lines,
      code: `${code.slice(0, 4)}-${code.slice(4)}`,
      ageS: Math.round(elapsedUs() / 1_000_000),
    }));
  }

  #living(): Open[] {
    return this.#open.filter((open) => open.elapsedUs() < lifeUs);
  }
}

function makeCode(): string {
  const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]);
  return letters.join('');
}

/** Case, spaces and the dash are for people. */
function isSame(code: string, given: string): boolean {
  const plain = Buffer.from(given.toUpperCase().replaceAll(/[\s-]/g, ''));
  const wanted = Buffer.from(code);
  return plain.length === wanted.length && timingSafeEqual(plain, wanted);
}
