import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { escapeHostile } from './escape-hostile.ts';
import { LineCutter } from './line-cutter.ts';
import { LineMarks } from './line-marks.ts';

const ringBytes = 256 * 1024;
/** A child that writes faster is made to wait: reading must not take the event loop from the other servers. */
const bytesPerSecond = 64 * 1024 * 1024;
/** A longer line is cut when it is shown. */
const shownCharacters = 8_192;
const lineFeed = 0x0a;

export interface LogLine {
  /** Where it begins, in bytes ever kept: a line that comes again under the same `seq` has grown. */
  readonly seq: number;
  /** Wall time in microseconds, to a tenth of a second. */
  readonly atUs: number;
  /** Written by LMCP, not by the server. */
  readonly own: boolean;
  readonly text: string;
}

export interface LogSlice {
  readonly lines: readonly LogLine[];
  /** `after` of the next reading. A last line without its end comes again. */
  readonly next: number;
  /** Lines between `after` and the first one here are gone. */
  readonly gap: boolean;
  readonly keptBytes: number;
}

/** The end of what a server wrote to stderr over all its starts, and what LMCP did with it (SU-11). For the operator only. */
export class ServerLog {
  readonly #clock: Clock;
  readonly #onWritten: () => void;
  readonly #marks = new LineMarks();
  /** No more of a line is kept than can be shown, so that one of a megabyte does not push out what stood before it. */
  readonly #cutter = new LineCutter(shownCharacters * 4);
  /** Made with the first byte: most servers of a registry print nothing for a long time. */
  #ring: Buffer | null = null;
  /** Bytes ever kept; modulo the size it is the next place. */
  #writtenBytes = 0;
  #secondStartUs = 0;
  #secondBytes = 0;

  constructor(clock: Clock, onWritten: () => void = () => {}) {
    this.#clock = clock;
    this.#onWritten = onWritten;
  }

  /** Reads the stream to its end. */
  attach(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => {
      this.#write(chunk, false);
      this.#throttle(stream, chunk.length);
    });
  }

  /** One line of LMCP's own. */
  note(text: string): void {
    if (!this.#cutter.endsLine()) this.#write(Buffer.from('\n'), false);
    this.#write(Buffer.from(`${text}\n`), true);
  }

  /**
   * Lines from `after` on, oldest first; the newest ones where `after` is not given. At most `limit` lines and 256 KiB, with
   * terminal sequences removed and other hostile characters escaped.
   */
  read(after: number | null, limit: number): LogSlice {
    const oldest = Math.max(0, this.#writtenBytes - ringBytes);
    const from = Math.min(Math.max(after ?? 0, oldest), this.#writtenBytes);
    const bytes = this.#bytesFrom(from);
    // What lies at the edge of the ring may be the rest of a line.
    const cut = from === oldest && oldest > 0 && after !== oldest;
    const starts = lineStarts(bytes, cut ? bytes.indexOf(lineFeed) + 1 : 0);
    const chosen = after === null ? starts.slice(-limit) : starts.slice(0, limit);
    const lines = chosen.map(([start, end]) => ({
      seq: from + start,
      ...this.#marks.at(from + start),
      text: shown(bytes.subarray(start, end)),
    }));
    return {
      lines,
      next: from + nextStart(bytes, chosen.at(-1)),
      gap: after !== null && after < oldest,
      keptBytes: this.#writtenBytes - oldest,
    };
  }

  #bytesFrom(from: number): Buffer {
    if (this.#ring === null) return Buffer.alloc(0);
    const start = from % ringBytes;
    const length = this.#writtenBytes - from;
    const first = this.#ring.subarray(start, Math.min(ringBytes, start + length));
    return Buffer.concat([first, this.#ring.subarray(0, length - first.length)]);
  }

  #write(chunk: Buffer, own: boolean): void {
    for (const part of this.#cutter.cut(chunk)) this.#keep(part, own);
  }

  #keep(chunk: Buffer, own: boolean): void {
    this.#ring ??= Buffer.alloc(ringBytes);
    this.#marks.add(this.#writtenBytes, this.#clock.nowUs(), own);
    const kept = chunk.subarray(Math.max(0, chunk.length - ringBytes));
    const at = (this.#writtenBytes + chunk.length - kept.length) % ringBytes;
    const first = kept.copy(this.#ring, at);
    kept.copy(this.#ring, 0, first);
    this.#writtenBytes += chunk.length;
    this.#marks.forget(this.#writtenBytes - ringBytes);
    this.#onWritten();
  }

  #throttle(stream: Readable, chunkBytes: number): void {
    const nowUs = this.#clock.monoUs();
    if (nowUs - this.#secondStartUs >= 1_000_000) {
      this.#secondStartUs = nowUs;
      this.#secondBytes = 0;
    }
    this.#secondBytes += chunkBytes;
    if (this.#secondBytes <= bytesPerSecond) return;
    stream.pause();
    const restMs = (this.#secondStartUs + 1_000_000 - nowUs) / 1_000;
    this.#clock.after(restMs, () => stream.resume());
  }
}

/** Start and end of each line, without its line feed. */
function lineStarts(bytes: Buffer, from: number): [start: number, end: number][] {
  const lines: [number, number][] = [];
  for (let start = from; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start);
    lines.push([start, end < 0 ? bytes.length : end]);
    if (end < 0) break;
    start = end + 1;
  }
  return lines;
}

/** Behind the last line; at its start where it has no end yet. */
function nextStart(bytes: Buffer, last: readonly [number, number] | undefined): number {
  if (last === undefined) return bytes.length;
  const [start, end] = last;
  return end === bytes.length ? start : end + 1;
}

function shown(line: Buffer): string {
  const end = line.at(-1) === 0x0d ? line.length - 1 : line.length;
  const text = escapeHostile(line.toString('utf8', 0, end));
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}
