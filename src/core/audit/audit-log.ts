import type { AppendedGroup } from './appended-group.ts';
import type { AuditEvent, CallDenied, CallIntent, CallOutcome } from './record.ts';

export type Capture = 'none' | 'shape' | 'full';

/** An intent that is durable on disk; its outcome is owed exactly once. */
export interface DurableIntent {
  readonly seq: number;
  readonly callId: string;
  /** The digest that went into the row: HMAC-SHA-256 over the exact argument bytes, hex. */
  readonly argsHmac: string;
}

/**
 * The write side of the audit log (AUDIT: Writing). One writer thread, group commit.
 * Every promise rejects with AppError `audit_unavailable` when the row could not be made durable; the caller
 * then sends nothing upstream.
 */
export interface AuditLog {
  /**
   * Durable before it returns or, where that takes waiting, before it resolves. `args` are the exact bytes that will be forwarded;
   * they are digested, and captured where `capture` says so.
   */
  intent(
    record: CallIntent,
    args: Uint8Array,
    capture: Capture,
  ): DurableIntent | Promise<DurableIntent>;
  /** Queued before it returns, durable within 5 ms with the next group. `result` is digested, captured where asked, and must stay as it is: a long one is digested behind the answer. Throws `audit_unavailable` when the queue is full and the reserve is gone. */
  outcome(
    intent: DurableIntent,
    record: CallOutcome,
    result: Uint8Array | null,
    capture: Capture,
  ): void;
  /** A refusal, durable before it resolves: one row, no outcome. */
  denied(record: CallDenied): Promise<void>;
  /** Any other event, durable before it resolves. */
  event(record: AuditEvent): Promise<void>;
  /** Throws `audit_unavailable` at once when nothing may be admitted (disk full, queue full, alarm): asked before work begins. */
  assertWritable(): void;
  readonly state: AuditState;
  /** Rows as they become durable, in order. Returns the unsubscribe function. */
  subscribe(listener: (group: AppendedGroup) => void): () => void;
  /** Writes what is queued, closes the segment and the thread. */
  close(): Promise<void>;
}

export interface AuditState {
  writable: boolean;
  /** Why not, for people; empty when writable. */
  problem: string;
  /** Wall time (µs) since which nothing is admitted; null when writable. */
  sinceUs: number | null;
  /** Calls that were refused since then, of which the log can know nothing. */
  refused: number;
  /** Disk space that has to be free before calls are admitted again. */
  neededBytes: number;
  headSeq: number;
  queued: number;
}
