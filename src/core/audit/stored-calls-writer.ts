import { BroadcastChannel } from 'node:worker_threads';
import { blockRows } from './call-block.ts';
import type { Frame } from './frame.ts';
import {
  rowsPerRequest,
  type StoredCalls,
  type StoredCallsMessage,
  storedCallsChannel,
} from './stored-calls.ts';
import { StoredCallsBatch } from './stored-calls-batch.ts';

/** The writer's end of the channel: posts each block that has filled up, for as long as somebody has asked for them lately. */
export class StoredCallsWriter {
  readonly #channel: BroadcastChannel;
  #wantedRows = 0;
  #isWanted = false;
  /** The block that is filling up, from where it was asked for. */
  #batch: StoredCallsBatch | null = null;
  #full: StoredCalls[] = [];

  constructor(dir: string) {
    this.#channel = new BroadcastChannel(storedCallsChannel(dir));
    this.#channel.onmessage = ({ data }: { data: StoredCallsMessage }) => {
      if (data === 'more') this.#wantedRows = rowsPerRequest;
    };
    this.#channel.unref();
  }

  /** A transaction begins behind the row `headSeq`: what was added to one that failed is forgotten. */
  begin(headSeq: number): void {
    this.#isWanted = this.#wantedRows > 0;
    this.#full = [];
    if (!this.#isWanted || this.#batch?.lastSeq !== headSeq) this.#batch = null;
  }

  /** A row of the transaction, in the order of the log. */
  add(frame: Frame): void {
    if (!this.#isWanted) return;
    this.#batch ??= new StoredCallsBatch(frame.seq);
    this.#batch.add(frame);
    if (frame.seq % blockRows !== 0) return;
    this.#full.push(this.#batch.end(frame.hash));
    this.#batch = null;
  }

  /** The transaction is committed. */
  post(): void {
    for (const calls of this.#full) {
      this.#channel.postMessage(calls);
      this.#wantedRows -= blockRows;
    }
  }

  close(): void {
    this.#channel.close();
  }
}
