import type { AppError } from '../../shared/errors.ts';

/** What the engine says of a registry that changed under a form. */
export interface StaleRegistry {
  /** What changed since the form was made, for people. */
  readonly lines: readonly string[];
  /** The registry that the lines lead to. */
  readonly sha256: string;
}

/** The difference that a refused edit came back with; null for any other error. */
export function readStale(error: AppError | null): StaleRegistry | null {
  if (error?.code !== 'stale') return null;
  const sha256 = digestOf(error.data);
  const { lines } = error.data ?? {};
  return sha256 === null ? null : { lines: Array.isArray(lines) ? lines.map(String) : [], sha256 };
}

/** The digest in an answer of an edit, or in the data of a refused one. */
export function digestOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('sha256' in value)) return null;
  return typeof value.sha256 === 'string' ? value.sha256 : null;
}
