import { AppError } from '../../shared/errors.ts';
import type { Row } from './row.ts';

/** A row on its way to the journal: someone waits for it, and takes no for an answer; or it is owed, and stays until it is written. */
export interface QueuedRow {
  row: Row | (() => Row);
  readonly asked: { done(seq: number): void; failed(error: AppError): void } | null;
  /** Whoever asked was told no. */
  abandoned: boolean;
}

/** What became of a row, for who asks and looks at once. */
export class Answer implements NonNullable<QueuedRow['asked']> {
  seq: number | null = null;
  error: AppError | null = null;

  done(seq: number): void {
    this.seq = seq;
  }

  failed(error: AppError): void {
    this.error = error;
  }
}

/** Its row, made once. */
export function rowOf(queued: QueuedRow): Row {
  if (typeof queued.row === 'function') queued.row = queued.row();
  return queued.row;
}

/** Tells those who wait; returns what is owed. */
export function refuse(rows: QueuedRow[]): QueuedRow[] {
  for (const row of rows) {
    if (row.asked === null) continue;
    row.abandoned = true;
    row.asked.failed(new AppError('audit_unavailable'));
  }
  return rows.filter((row) => row.asked === null);
}
