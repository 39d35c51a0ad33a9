import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';

/** What can keep the log from taking rows: the journal, its backlog, the writer thread, the segments, the reserve, the end. */
export type Cause = 'journal' | 'backlog' | 'thread' | 'segments' | 'reserve' | 'closed';

/** Why nothing may be admitted at the moment, if so. */
export class Health {
  readonly #log: Logger;
  readonly #clock: Pick<Clock, 'nowUs'>;
  readonly #problems = new Map<Cause, string>();
  #sinceUs: number | null = null;
  #refused = 0;

  constructor(log: Logger, clock: Pick<Clock, 'nowUs'>) {
    this.#log = log;
    this.#clock = clock;
  }

  get problem(): string {
    return [...this.#problems.values()].join(' ');
  }

  get writable(): boolean {
    return this.#problems.size === 0;
  }

  /** Since when nothing is admitted; null while everything is. */
  get sinceUs(): number | null {
    return this.#sinceUs;
  }

  /** Calls that were refused since then: they are on no other record. */
  get refused(): number {
    return this.#refused;
  }

  refuse(): void {
    if (this.#sinceUs !== null) this.#refused++;
  }

  has(cause: Cause): boolean {
    return this.#problems.has(cause);
  }

  set(cause: Cause, problem: string): void {
    if (this.#problems.get(cause) === problem) return;
    if (this.writable) {
      this.#sinceUs = this.#clock.nowUs();
      this.#refused = 0;
    }
    this.#problems.set(cause, problem);
    if (cause !== 'closed') this.#log.error('audit.refusing', { cause, problem });
  }

  clear(cause: Cause): void {
    if (!this.#problems.delete(cause)) return;
    if (this.writable) this.#sinceUs = null;
    this.#log.info('audit.cleared', { cause, writable: this.writable });
  }

  /** Throws AppError `audit_unavailable`. */
  assert(): void {
    if (this.#problems.size > 0) throw new AppError('audit_unavailable');
  }
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

export function isDiskFull(code: string): boolean {
  return fullCodes.has(code);
}

/** The code of a system error, or `ERROR`. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'ERROR';
}

/** For people: no path, no message of a library. */
export function describeFailure(code: string): string {
  return isDiskFull(code) ? 'The disk is full.' : `The audit log cannot be written (${code}).`;
}
