import type { ServerResponse } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import type { LongStream, LongStreamOwner } from '../exchange/long-stream.ts';
import { ClientLoads } from './client-load.ts';
import { ClientStreams } from './client-streams.ts';
import type { EventStream } from './event-stream.ts';
import type { ExchangeHost, HttpExchange } from './http-exchange.ts';
import type { HttpLimits } from './http-limits.ts';

/** The exchanges of all clients that wait for their answers, and the streams that some of them became. */
export class OpenExchanges implements ExchangeHost {
  readonly loads = new ClientLoads();
  readonly queuedBytes: number;
  readonly streams: ClientStreams;
  readonly #clock: Clock;
  #onQuiet: (() => void) | null = null;

  constructor(clock: Clock, limits: HttpLimits) {
    this.queuedBytes = limits.queuedBytes;
    this.streams = new ClientStreams(this.loads, clock, limits);
    this.#clock = clock;
  }

  streaming(stream: EventStream): void {
    this.streams.comments.add(stream);
  }

  kept(exchange: HttpExchange, end: (reason: AppError) => void): () => void {
    const { clientId, tokenId } = exchange.caller;
    const { kept } = this.loads.of(clientId);
    const entry = { tokenId, end };
    kept.add(entry);
    return () => void kept.delete(entry);
  }

  outlived(exchange: HttpExchange, res: ServerResponse, owner: LongStreamOwner): LongStream {
    const { caller } = exchange;
    if (!this.streams.hasRoom(caller.clientId)) throw new AppError('too_many_requests');
    return this.streams.open(
      caller,
      res,
      () => owner.closed(),
      (stream) => owner.ending(stream),
    );
  }

  finished(exchange: HttpExchange, stream: EventStream | null): void {
    if (stream !== null) this.streams.comments.delete(stream);
    exchange.place?.remove();
    if (this.#onQuiet !== null && this.loads.openExchanges === 0) this.#onQuiet();
  }

  /** Resolves when no exchange is open, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    if (this.loads.openExchanges === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(timeoutMs, resolve);
      this.#onQuiet = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#onQuiet = null;
  }

  close(): void {
    this.streams.comments.close();
  }
}
