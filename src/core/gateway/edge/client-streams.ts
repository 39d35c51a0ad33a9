import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { ClientLoads } from './client-load.ts';
import { EventStream } from './event-stream.ts';
import type { HttpLimits } from './http-limits.ts';
import { StreamComments } from './stream-comments.ts';

/** The streams that clients hold open beside their requests: so many each at most (TR-12), and none silent for long (TR-23). */
export class ClientStreams {
  readonly comments: StreamComments;
  readonly #loads: ClientLoads;
  readonly #limits: HttpLimits;

  constructor(loads: ClientLoads, clock: Clock, limits: HttpLimits) {
    this.#loads = loads;
    this.#limits = limits;
    this.comments = new StreamComments(clock, limits.streamCommentMs);
  }

  hasRoom(clientId: string): boolean {
    return this.#loads.of(clientId).streams.size < this.#limits.streamsPerClient;
  }

  /**
   * Makes a response a stream that is kept until it is closed, by whomever.
   * @param ending takes the place of a plain end where the token or the engine ends it
   */
  open(
    { clientId, tokenId }: { clientId: string; tokenId: string },
    res: ServerResponse,
    closed: () => void,
    ending?: (stream: EventStream) => void,
  ): EventStream {
    const { streams } = this.#loads.of(clientId);
    const stream = new EventStream(res, this.#limits.queuedBytes);
    const open = {
      tokenId,
      end: () => (ending === undefined ? stream.end() : ending(stream)),
    };
    streams.add(open);
    this.comments.add(stream);
    res.once('close', () => {
      this.comments.delete(stream);
      streams.delete(open);
      closed();
    });
    return stream;
  }
}
