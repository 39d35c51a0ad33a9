import type { IncomingMessage } from 'node:http';
import type { Clock, Timer } from '../../clock.ts';
import type { HttpEndpoint } from './http-endpoint.ts';
import type { HttpExchange, HttpMessage } from './http-exchange.ts';
import { mediaType } from './http-session.ts';
import { readEvents } from './http-stream.ts';

export interface HttpListenerOptions {
  endpoint: HttpEndpoint;
  clock: Clock;
  /** What opens the stream; `lastEventId` is empty at first. */
  message: (lastEventId: string) => HttpMessage;
  received: (message: Uint8Array) => void;
  /** The stream ended, or did not open; it is opened again where that makes sense. */
  interrupted?: () => void;
  /** It was refused as one is refused whose session or token is over: whether that is so, another request finds out. */
  doubted: () => void;
}

/** What is no word about this stream alone: the server knows the session no more, or the token. */
const doubts: ReadonlySet<number> = new Set([400, 401, 404]);
const tooMany = 429;
const notAllowed = 405;

const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

/**
 * The stream on which a server tells of changes, opened again when it ends. A server without one refuses, and that is that: one that
 * had opened it before has another reason, such as that it has not noticed the end of the stream yet.
 */
export class HttpListener {
  readonly #options: HttpListenerOptions;
  #exchange: HttpExchange | null = null;
  #timer: Timer | null = null;
  #delayMs = firstDelayMs;
  #lastEventId = '';
  #wasOpen = false;
  #stopped = false;

  constructor(options: HttpListenerOptions) {
    this.#options = options;
  }

  start(): void {
    const { endpoint, message } = this.#options;
    this.#exchange = endpoint.send(message(this.#lastEventId), {
      response: (response) => this.#response(response),
      failed: () => this.#again(null),
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#exchange?.destroy();
  }

  #response(response: IncomingMessage): void {
    const status = response.statusCode ?? 0;
    const isStream = mediaType(response.headers['content-type']) === 'text/event-stream';
    if (status !== 200 || !isStream) {
      response.destroy();
      this.#refused(status);
      return;
    }
    this.#wasOpen = true;
    const decoder = readEvents(response, {
      event: ({ type, data }) => {
        // Only a stream that brings something is worth being back at once.
        this.#delayMs = firstDelayMs;
        if (type === 'message' && data.length > 0) this.#options.received(data);
      },
      tooLarge: () => {},
      ended: () => {
        // A stream that brought no id leaves the last one as it was.
        if (decoder.lastEventId !== '') this.#lastEventId = decoder.lastEventId;
        this.#again(decoder.retryMs);
      },
    });
  }

  #refused(status: number): void {
    const mayOpen = this.#wasOpen && status !== notAllowed;
    if (mayOpen || status >= 500 || status === tooMany) this.#again(null);
    else this.#options.interrupted?.();
    // A server that has no such stream may say so by 400 or 404, but nobody does by 401.
    if (doubts.has(status) && (this.#wasOpen || status === 401)) this.#options.doubted();
  }

  #again(askedMs: number | null): void {
    this.#options.interrupted?.();
    if (this.#stopped) return;
    const delayMs = Math.min(Math.max(askedMs ?? 0, this.#delayMs), longestDelayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
    this.#timer = this.#options.clock.after(delayMs, () => this.start());
  }
}
