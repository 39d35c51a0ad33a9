import type { ServerResponse } from 'node:http';
import type { ManagementEvent } from '../../../shared/contract-events.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { TokenService } from '../../secrets/token-service.ts';
import type { ManagementEvents } from '../events.ts';

const maxStreams = 50;
const commentMs = 15_000;
/** A reader that leaves more than this unread is cut. */
const maxBacklogBytes = 8_388_608;

interface Stream {
  readonly tokenId: string;
  readonly response: ServerResponse;
}

/** The open `/api/v1/events` streams: at most 50, ended with the token that opened them. */
export class EventStreams {
  readonly #events: ManagementEvents;
  readonly #clock: Clock;
  readonly #streams = new Set<Stream>();
  readonly #stopListening: () => void;
  #unsubscribe: (() => void) | null = null;
  #timer: Timer | null = null;

  constructor(events: ManagementEvents, tokens: Pick<TokenService, 'onEnded'>, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
    this.#stopListening = tokens.onEnded(({ tokenId }) => {
      for (const stream of this.#streams) if (stream.tokenId === tokenId) stream.response.end();
    });
  }

  /** @throws AppError `too_many_requests`. */
  open(response: ServerResponse, tokenId: string): void {
    if (this.#streams.size >= maxStreams)
      throw new AppError('too_many_requests', `At most ${maxStreams} event streams`);
    const stream = { tokenId, response };
    this.#streams.add(stream);
    response.once('close', () => this.#remove(stream));
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.write(': lmcp\n\n');
    this.#unsubscribe ??= this.#events.subscribe([], (event) => this.#send(event));
    this.#timer ??= this.#clock.after(commentMs, () => this.#comment());
  }

  close(): void {
    this.#stopListening();
    this.endAll();
  }

  endAll(): void {
    for (const { response } of this.#streams) response.end();
  }

  #send(event: ManagementEvent): void {
    this.#write(`event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }

  #comment(): void {
    this.#write(': \n\n');
    this.#timer = this.#clock.after(commentMs, () => this.#comment());
  }

  #write(text: string): void {
    for (const { response } of this.#streams) {
      if (response.writableLength > maxBacklogBytes) response.destroy();
      else response.write(text);
    }
  }

  #remove(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#timer?.cancel();
    this.#timer = null;
  }
}
