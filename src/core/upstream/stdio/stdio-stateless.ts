import type { Part } from '../../json/parts.ts';
import type { ListenFilter } from '../connection/standing-wishes.ts';
import type { UpstreamReply, UpstreamRequest } from '../connection.ts';
import type { PendingRequests } from '../messages/pending.ts';
import type { Envelope } from '../opening/envelope.ts';
import { StdioListen, type StdioListenOptions } from './stdio-listen.ts';

export interface StdioStatelessOptions extends StdioListenOptions {
  pending: PendingRequests;
  shared: boolean;
  onNotification: (method: string, params: Uint8Array | null) => void;
}

const isNews = /\/(list_changed|updated)$/;
const acknowledged = 'notifications/subscriptions/acknowledged';

/** What differs in a conversation with a child that speaks 2026-07-28. */
export class StdioStateless {
  readonly #options: StdioStatelessOptions;
  readonly #envelope: Envelope;
  readonly #listening: StdioListen;
  /** Capabilities of the last call, and what was told of them: most calls come from the same client as the one before. */
  #given: Uint8Array | undefined;
  #told: Uint8Array | undefined;

  constructor(options: StdioStatelessOptions) {
    this.#options = options;
    this.#envelope = options.envelope;
    this.#listening = new StdioListen(options);
  }

  /** The params of a request, with all that such a request has to say. */
  params({ params, clientCapabilities, logLevel }: UpstreamRequest): readonly Part[] {
    const told = this.#options.shared
      ? this.#withoutAsking(clientCapabilities)
      : clientCapabilities;
    return this.#envelope.wrap(params, told, logLevel).parts;
  }

  listen(filter: ListenFilter | null): Promise<void> {
    return this.#listening.follow(filter);
  }

  setLogLevel(level: string | null): void {
    this.#envelope.logLevel = level;
  }

  /** True for the answer to a subscription, for which nobody waits. */
  answered(id: number, reply: UpstreamReply): boolean {
    return this.#listening.answered(id, reply);
  }

  /**
   * A notification other than progress. News under our subscription are for all; anything else belongs to a call, and which one is
   * only sure where a single one wants it: else it is dropped, lest one client read what another's call says.
   */
  told(method: string, params: Uint8Array | null): void {
    if (method === 'notifications/cancelled') this.#listening.cancelled(params);
    else if (method === acknowledged) this.#listening.acknowledged(params);
    else if (isNews.test(method)) {
      if (this.#listening.hears(params)) this.#options.onNotification(method, params);
    } else this.#options.pending.onlyListener()?.request.notified?.(method, params);
  }

  /** A shared child is told of nobody who could be asked (DESIGN: Protocol), whoever calls. */
  #withoutAsking(given: Uint8Array | undefined): Uint8Array | undefined {
    if (given === undefined) return undefined;
    if (given === this.#given) return this.#told;
    const { elicitation, sampling, roots, ...rest } = JSON.parse(Buffer.from(given).toString());
    this.#given = given;
    this.#told = Buffer.from(JSON.stringify(rest));
    return this.#told;
  }

  stop(): void {
    this.#listening.stop();
  }
}
