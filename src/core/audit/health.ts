import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../log.ts';

/** What can keep the log from taking rows: the journal, its backlog, the writer thread, the segments, the reserve, the end. */
export type Cause = 'journal' | 'backlog' | 'thread' | 'segments' | 'reserve' | 'closed';

/** Why nothing may be admitted at the moment, if so. */
export class Health {
  readonly #log: Logger;
  readonly #problems = new Map<Cause, string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  get problem(): string {
    return [...this.#problems.values()].join(' ');
  }

  get writable(): boolean {
    return this.#problems.size === 0;
  }

  has(cause: Cause): boolean {
    return this.#problems.has(cause);
  }

  set(cause: Cause, problem: string): void {
    if (this.#problems.get(cause) === problem) return;
    this.#problems.set(cause, problem);
    if (cause !== 'closed') this.#log.error('audit.refusing', { cause, problem });
  }

  clear(cause: Cause): void {
    if (!this.#problems.delete(cause)) return;
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
