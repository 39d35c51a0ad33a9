import type { Head } from './chain.ts';
import { noOutcome } from './packed-outcome.ts';
import { type Subject, toSubject } from './subject.ts';

/**
 * Rows of the log that one block covers: few enough that reading them keeps nobody waiting for long, and a row's place in it
 * fits into 16 bits.
 */
export const blockRows = 8_192;

/** Where the block begins that a row belongs to. */
export function blockStart(seq: number): number {
  return seq - ((seq - 1) % blockRows);
}

/** Bytes of a call in the columns, and about what an entry of a table and a text take beside them. */
const callBytes = 14;
const entryBytes = 200;

/**
 * The calls of a range of rows, as columns: 14 bytes a call. It depends on these rows alone, so it never changes once it
 * has read them all: an outcome whose call began before the block is kept as what it is.
 */
export class CallBlock {
  readonly firstSeq: number;
  /** Rows up to here are in it. */
  lastSeq: number;
  /** The last of them, where it is known: it tells another log by its hash. */
  last: Head | null = null;
  readonly subjects: Subject[] = [];
  /** Outcomes of calls that began before the block, and how they ended. */
  readonly earlier: { parentSeq: number; outcome: number }[] = [];
  count = 0;
  atUs = new Float64Array(0);
  places = new Uint16Array(0);
  subjectNumbers = new Uint16Array(0);
  outcomes = new Uint16Array(0);
  /** By place, one more than the index of the call that began there. */
  #indexes: Uint16Array | null = new Uint16Array(blockRows);
  readonly #numbers = new Map<string, number>();
  #textBytes = 0;

  constructor(firstSeq: number) {
    this.firstSeq = firstSeq;
    this.lastSeq = firstSeq - 1;
  }

  get bytes(): number {
    const columns = this.atUs.length * callBytes + (this.#indexes?.byteLength ?? 0);
    return columns + this.#textBytes + (this.earlier.length + this.subjects.length) * entryBytes;
  }

  /** The number of a subject, by its key: that of an equal one, or the next. */
  subjectNumber(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const subject = toSubject(key);
    const number = this.subjects.push(subject) - 1;
    this.#numbers.set(key, number);
    for (const text of [key, subject.client, subject.server, subject.item])
      this.#textBytes += 2 * (text?.length ?? 0);
    return number;
  }

  addCall(seq: number, atUs: number, subject: number): void {
    const index = this.count;
    if (index === this.atUs.length) this.#resize(Math.min(blockRows, Math.max(64, index * 2)));
    this.count += 1;
    const place = seq - this.firstSeq;
    this.atUs[index] = atUs;
    this.places[index] = place;
    this.subjectNumbers[index] = subject;
    if (this.subjects[subject]?.kind === 'call.intent' && this.#indexes !== null)
      this.#indexes[place] = index + 1;
  }

  /** The first outcome of a call counts. */
  addOutcome(parentSeq: number, outcome: number): void {
    if (parentSeq < this.firstSeq) {
      this.earlier.push({ parentSeq, outcome });
      return;
    }
    const index = (this.#indexes?.[parentSeq - this.firstSeq] ?? 0) - 1;
    if (index >= 0 && this.outcomes[index] === noOutcome) this.outcomes[index] = outcome;
  }

  /** No more rows will be added. */
  close(): void {
    this.#indexes = null;
    this.#numbers.clear();
    this.#resize(this.count);
  }

  #resize(length: number): void {
    const grow = <T extends Float64Array | Uint16Array>(made: T, from: T): T => {
      made.set(from.subarray(0, this.count));
      return made;
    };
    this.atUs = grow(new Float64Array(length), this.atUs);
    this.places = grow(new Uint16Array(length), this.places);
    this.subjectNumbers = grow(new Uint16Array(length), this.subjectNumbers);
    this.outcomes = grow(new Uint16Array(length), this.outcomes);
  }
}
