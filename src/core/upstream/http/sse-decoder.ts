const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const joint = Buffer.from('\n');

export interface SseEvent {
  /** The event's type; `message` where the stream names none. */
  type: string;
  /** The bytes of the data lines, joined by line feeds: a view into what was pushed where that is possible. */
  data: Uint8Array;
}

export interface SseListener {
  event(event: SseEvent): void;
  /** One event is larger than the limit: nothing more will come out of this decoder. */
  tooLarge(): void;
}

/**
 * Server-sent events (WHATWG HTML 9.2.6) over bytes, so that a JSON message in `data` stays what the server wrote. Holds at most
 * one unfinished event.
 */
export class SseDecoder {
  readonly #limitBytes: number;
  readonly #listener: SseListener;
  /** The beginning of a line whose end has not come yet. */
  #rest: Uint8Array[] = [];
  #data: Uint8Array[] = [];
  #heldBytes = 0;
  #type = '';
  /** Of the event that is not whole yet; an event without one keeps that of the event before. */
  #id = '';
  #lastEventId = '';
  #retryMs: number | null = null;
  #atStart = true;
  #skipLineFeed = false;
  #ended = false;

  constructor(limitBytes: number, listener: SseListener) {
    this.#limitBytes = limitBytes;
    this.#listener = listener;
  }

  /** Where to go on after a cut: the last `id` of a whole event, or empty. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** How long the server asks to wait before going on, or null. */
  get retryMs(): number | null {
    return this.#retryMs;
  }

  push(chunk: Buffer): void {
    let start = this.#skipLineFeed && chunk[0] === lineFeed ? 1 : 0;
    this.#skipLineFeed = false;
    let nextReturn = chunk.indexOf(carriageReturn, start);
    while (start < chunk.length && !this.#ended) {
      if (nextReturn !== -1 && nextReturn < start) {
        nextReturn = chunk.indexOf(carriageReturn, start);
      }
      const nextFeed = chunk.indexOf(lineFeed, start);
      const end =
        nextReturn === -1 || (nextFeed !== -1 && nextFeed < nextReturn) ? nextFeed : nextReturn;
      if (end === -1) {
        this.#hold(this.#rest, chunk.subarray(start));
        return;
      }
      this.#line(this.#wholeLine(chunk.subarray(start, end)));
      start = end + 1;
      if (end !== nextReturn) continue;
      if (start === chunk.length) this.#skipLineFeed = true;
      else if (chunk[start] === lineFeed) start++;
    }
  }

  #wholeLine(tail: Buffer): Buffer {
    let line = tail;
    if (this.#rest.length > 0) {
      line = Buffer.concat([...this.#rest, tail]);
      for (const part of this.#rest) this.#heldBytes -= part.length + 1;
      this.#rest = [];
    }
    if (!this.#atStart) return line;
    this.#atStart = false;
    return line.subarray(0, 3).equals(byteOrderMark) ? line.subarray(3) : line;
  }

  #line(line: Buffer): void {
    if (line.length === 0) {
      this.#dispatch();
      return;
    }
    const mark = line.indexOf(colon);
    if (mark === 0) return;
    const field = line.toString('latin1', 0, mark === -1 ? line.length : mark);
    let value = mark === -1 ? line.subarray(line.length) : line.subarray(mark + 1);
    if (value[0] === space) value = value.subarray(1);
    if (field === 'data') this.#hold(this.#data, value);
    else if (field === 'event') this.#type = value.toString('utf8');
    else if (field === 'id') this.#identify(value);
    else if (field === 'retry') this.#delay(value.toString('latin1'));
  }

  /** An id goes back in a header: what cannot stand in one is no id. */
  #identify(value: Buffer): void {
    const id = value.toString('latin1');
    if (/^[\x20-\x7e]{0,1024}$/.test(id)) this.#id = id;
  }

  #delay(digits: string): void {
    if (/^\d{1,9}$/.test(digits)) this.#retryMs = Number(digits);
  }

  #hold(parts: Uint8Array[], bytes: Uint8Array): void {
    parts.push(bytes);
    // One more for the part itself: lines without bytes must not be free.
    this.#heldBytes += bytes.length + 1;
    if (this.#heldBytes <= this.#limitBytes) return;
    this.#ended = true;
    this.#rest = [];
    this.#data = [];
    this.#listener.tooLarge();
  }

  #dispatch(): void {
    const lines = this.#data;
    const type = this.#type === '' ? 'message' : this.#type;
    this.#data = [];
    this.#type = '';
    this.#heldBytes = 0;
    // Not before: an event that is cut behind its id would be taken for one that came.
    this.#lastEventId = this.#id;
    const [first] = lines;
    if (first === undefined) return;
    const data =
      lines.length === 1
        ? first
        : Buffer.concat(lines.flatMap((line) => [line, joint]).slice(0, -1));
    this.#listener.event({ type, data });
  }
}
