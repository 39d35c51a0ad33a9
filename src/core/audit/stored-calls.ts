import type { Head } from './chain.ts';

/**
 * The calls and outcomes of rows that have reached a segment, as columns: a whole block, or its end. The writer posts them on the
 * log's channel while somebody reads, so that a flood of rows need not be asked of SQLite again.
 */
export interface StoredCalls {
  readonly firstSeq: number;
  /** The last of these rows. The chain says that a log which holds it holds all of them. */
  readonly last: Pick<Head, 'seq'> & { readonly hash: Uint8Array };
  /** Keys of the subjects. */
  readonly subjects: readonly string[];
  /** Three numbers a call: seq, wall time in microseconds, index of its subject. */
  readonly calls: Float64Array;
  /** Three numbers an outcome: seq, seq of its intent, packed outcome. */
  readonly outcomes: Float64Array;
}

/** `more` asks the writer; everything else is from it. */
export type StoredCallsMessage = StoredCalls | 'more';

/** So many rows are posted after each request for more: what nobody fetches takes 6 MB at most. */
export const rowsPerRequest = 262_144;

/** The name of the channel on which the threads of a log talk. */
export function storedCallsChannel(dir: string): string {
  return `lmcp stored calls ${dir}`;
}
