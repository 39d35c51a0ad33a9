import { BroadcastChannel } from 'node:worker_threads';
import type { CallBlock } from './call-block.ts';
import type { LogView } from './log-view.ts';
import {
  rowsPerRequest,
  type StoredCalls,
  type StoredCallsMessage,
  storedCallsChannel,
} from './stored-calls.ts';

/** The reader's end of the channel: what the writer has posted, until it is in a block. */
export class StoredCallsReader {
  readonly #channel: BroadcastChannel;
  /** In the order of the log. */
  #waiting: StoredCalls[] = [];

  constructor(dir: string) {
    this.#channel = new BroadcastChannel(storedCallsChannel(dir));
    this.#channel.onmessage = ({ data }: { data: StoredCallsMessage }) => {
      // Other readers of the log ask on the same channel.
      if (data !== 'more') this.#keep(data);
    };
    this.#channel.unref();
  }

  /** Has the writer post for a while. */
  request(): void {
    const message: StoredCallsMessage = 'more';
    this.#channel.postMessage(message);
  }

  /**
   * Adds rows behind the last of a block, up to `last`, as far as they were posted without a gap; the others are left to be read.
   * What a view does not hold is not believed.
   */
  addTo(block: CallBlock, view: Pick<LogView, 'holds'>, last: number): void {
    this.#waiting = this.#waiting.filter((stored) => {
      if (stored.last.seq <= block.lastSeq) return false;
      const follows = stored.firstSeq <= block.lastSeq + 1 && stored.last.seq <= last;
      if (!follows || !view.holds(stored.last)) return true;
      add(stored, block);
      return false;
    });
  }

  close(): void {
    this.#channel.close();
  }

  #keep(stored: StoredCalls): void {
    this.#waiting.push(stored);
    const oldest = stored.last.seq - rowsPerRequest;
    this.#waiting = this.#waiting.filter(({ firstSeq }) => firstSeq > oldest);
  }
}

/** The block may hold the first of these rows already, when they were read before they were stored. */
function add({ last, subjects, calls, outcomes }: StoredCalls, block: CallBlock): void {
  const numbers = subjects.map((key) => block.subjectNumber(key));
  for (let at = 0; at < calls.length; at += 3) {
    const seq = calls[at] ?? 0;
    if (seq <= block.lastSeq) continue;
    block.addCall(seq, calls[at + 1] ?? 0, numbers[calls[at + 2] ?? 0] ?? 0);
  }
  for (let at = 0; at < outcomes.length; at += 3) {
    const seq = outcomes[at] ?? 0;
    if (seq > block.lastSeq) block.addOutcome(outcomes[at + 1] ?? 0, outcomes[at + 2] ?? 0);
  }
  block.lastSeq = last.seq;
}
