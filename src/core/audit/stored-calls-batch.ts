import type { Frame } from './frame.ts';
import { packOutcome } from './packed-outcome.ts';
import type { StoredCalls } from './stored-calls.ts';
import { isCallKind, type Subject, subjectKey } from './subject.ts';

const durationMember = Buffer.from('"duration_us":');

/** The calls of rows that follow each other, as they are added. */
export class StoredCallsBatch {
  readonly #firstSeq: number;
  lastSeq: number;
  readonly #calls: number[] = [];
  readonly #outcomes: number[] = [];
  readonly #numbers = new Map<string, number>();
  /** Most calls are of the subject of the one before. */
  #subject: Subject | null = null;
  #number = 0;

  constructor(firstSeq: number) {
    this.#firstSeq = firstSeq;
    this.lastSeq = firstSeq - 1;
  }

  add(frame: Frame): void {
    const { seq, row, body } = frame;
    this.lastSeq = seq;
    const { kind, atUs, parentSeq, code } = row;
    if (kind === 'call.outcome') {
      if (parentSeq !== null && parentSeq < seq)
        this.#outcomes.push(seq, parentSeq, packOutcome(code !== null, durationOf(body)));
    } else if (isCallKind(kind)) this.#calls.push(seq, atUs, this.#numberOf(row));
  }

  /** `hash` is that of the last row. */
  end(hash: Uint8Array): StoredCalls {
    return {
      firstSeq: this.#firstSeq,
      last: { seq: this.lastSeq, hash: new Uint8Array(hash) },
      subjects: [...this.#numbers.keys()],
      calls: new Float64Array(this.#calls),
      outcomes: new Float64Array(this.#outcomes),
    };
  }

  #numberOf({ kind, client, server, item, decision, code }: Frame['row']): number {
    const hasCode = code !== null;
    const last = this.#subject;
    const isLast =
      last?.item === item &&
      last.client === client &&
      last.server === server &&
      last.kind === kind &&
      last.decision === decision &&
      last.hasCode === hasCode;
    if (isLast) return this.#number;
    this.#subject = { kind, client, server, item, decision, hasCode };
    const key = subjectKey(this.#subject);
    this.#number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, this.#number);
    return this.#number;
  }
}

/** What an outcome's body says, which is written by this engine and holds no text of others; null where it says none. */
function durationOf(body: Buffer): number | null {
  const at = body.indexOf(durationMember);
  if (at === -1) return null;
  let durationUs = 0;
  for (let index = at + durationMember.length; ; index++) {
    const digit = (body[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) return durationUs;
    durationUs = durationUs * 10 + digit;
  }
}
