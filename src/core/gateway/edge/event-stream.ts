import type { ServerResponse } from 'node:http';
import { joinedText, type Part } from '../../json/parts.ts';
import { commonHeaders } from './refusal.ts';

const streamHeaders: readonly string[] = [
  ...commonHeaders,
  'Content-Type',
  'text/event-stream',
  'X-Accel-Buffering',
  'no',
];
const comment = Buffer.from(':\n\n');
const eventHead = Buffer.from('event: message\ndata: ');
const eventTail = Buffer.from('\n\n');
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** One SSE answer. Its reader is cut when it leaves more than `queuedBytes` unread (TR-23). */
export class EventStream {
  readonly #res: ServerResponse;
  readonly #queuedBytes: number;

  constructor(res: ServerResponse, queuedBytes: number) {
    this.#res = res;
    this.#queuedBytes = queuedBytes;
    res.writeHead(200, [...streamHeaders]);
    res.flushHeaders();
  }

  get open(): boolean {
    return !this.#res.destroyed && !this.#res.writableEnded;
  }

  /** Sends one JSON-RPC message, given in parts; false when nobody is there or the reader was cut. */
  send(parts: readonly Part[]): boolean {
    if (!this.#writable()) return false;
    const res = this.#res;
    res.cork();
    res.write(eventHead);
    for (const part of parts) writeData(res, part);
    res.write(eventTail);
    res.uncork();
    return true;
  }

  /** Keeps proxies and clients from giving the stream up for dead. */
  comment(): void {
    if (this.#writable()) this.#res.write(comment);
  }

  end(): void {
    if (this.open) this.#res.end();
  }

  #writable(): boolean {
    if (!this.open) return false;
    if (this.#res.writableLength <= this.#queuedBytes) return true;
    this.#res.destroy();
    return false;
  }
}

/** A line break between JSON tokens starts a new data line; the reader joins the lines again. */
function writeData(res: ServerResponse, part: Part): void {
  if (part.length === 0) return;
  if (typeof part !== 'string' && !part.includes(lineFeed) && !part.includes(carriageReturn)) {
    res.write(part);
    return;
  }
  res.write(joinedText([part]).replace(/\r\n?|\n/g, '\ndata: '), 'latin1');
}
