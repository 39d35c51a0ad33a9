import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { Part } from '../../json/parts.ts';
import type { Sent, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { messageLimitBytes } from '../messages/message-limits.ts';
import type { Carried } from './carrier.ts';
import { readBody } from './http-body.ts';
import type { HttpConversation } from './http-conversation.ts';
import type { HttpEndpoint } from './http-endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import {
  broken,
  cutOff,
  operatorDetail,
  refusedWith,
  tokenEnded,
  unreachable,
} from './http-failure.ts';
import { readRefusal } from './http-refusal.ts';
import { mediaType, type SessionLoss } from './http-session.ts';
import { readEvents } from './http-stream.ts';

export const acceptBoth = 'application/json, text/event-stream';
/** How long a stream may stay open after its answer came: its connection is worth keeping. */
const lingerMs = 5_000;
const defaultRetryMs = 1_000;
const shortestRetryMs = 50;
/** Session ids are visible ASCII (specification: Transports, Session Management). */
const sessionIdForm = /^[\x21-\x7e]{1,1024}$/;

export interface HttpPostOptions {
  id: number;
  /** True for `initialize`: its response may name the session. */
  opens: boolean;
  message: readonly Part[];
  headers: Readonly<Record<string, string>>;
  /** A stream that is cut may be taken up again. */
  resumable: boolean;
  endpoint: HttpEndpoint;
  clock: Clock;
  conversation: HttpConversation;
  onLost: (loss: SessionLoss) => void;
  onForgotten: (request: UpstreamRequest) => Promise<UpstreamReply> | null;
  begun: (sessionId: string) => void;
}

/** One request as a POST, and the stream that may answer it; a stream that is cut before its answer is taken up again by GET. */
export class HttpPost implements Carried {
  readonly #options: HttpPostOptions;
  #exchange: HttpExchange;
  #timer: Timer | null = null;
  #open = true;
  /** Where a stream that was cut is to go on. */
  #lastEventId = '';

  constructor(options: HttpPostOptions) {
    this.#options = options;
    const headers = {
      ...options.headers,
      accept: acceptBoth,
      'content-type': 'application/json',
    };
    this.#exchange = options.endpoint.send(
      { method: 'POST', headers, body: options.message },
      {
        response: (response, renewable) => this.#response(response, renewable),
        failed: (error, connected) => this.#unreachable(error, connected),
      },
    );
  }

  get sent(): Sent {
    return this.#exchange.sent;
  }

  release(answered: boolean): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (!this.#open) return;
    if (!answered) {
      this.#exchange.destroy();
      return;
    }
    this.#timer = this.#options.clock.after(lingerMs, () => this.#exchange.destroy());
  }

  #response(response: IncomingMessage, renewable: boolean): void {
    this.#watch(response);
    const status = response.statusCode ?? 0;
    const type = mediaType(response.headers['content-type']);
    const plain = (response.headers['content-encoding'] ?? 'identity') === 'identity';
    if (renewable) {
      response.destroy();
      this.#forgotten('Its token ended', tokenEnded());
      return;
    }
    if (status < 200 || status > 299) {
      this.#refused(status, response, plain && type === 'application/json');
      return;
    }
    if (this.#options.opens) this.#begin(response);
    if (plain && type === 'application/json') this.#readReply(response);
    else if (plain && type === 'text/event-stream') this.#readStream(response);
    else {
      response.destroy();
      this.#fail(broken('upstream_error', 'It answered with neither plain JSON nor a stream'));
    }
  }

  /** From its end on there is nothing left to give up. */
  #watch(response: IncomingMessage): void {
    const over = () => {
      this.#open = false;
      this.#timer?.cancel();
    };
    response.on('end', over);
    response.on('close', over);
  }

  #begin(response: IncomingMessage): void {
    const sessionId = response.headers['mcp-session-id'];
    if (typeof sessionId === 'string' && sessionIdForm.test(sessionId)) {
      this.#options.begun(sessionId);
    }
  }

  #readReply(response: IncomingMessage): void {
    const { id, conversation } = this.#options;
    readBody(response, messageLimitBytes, {
      whole: (body) => {
        conversation.received(body, id);
        if (conversation.isPending(id))
          this.#fail(broken('upstream_error', 'Its answer is not valid'));
      },
      tooLarge: () => this.#fail(tooLarge()),
      cut: () => this.#fail(cutOff()),
    });
  }

  #readStream(response: IncomingMessage): void {
    const { id, conversation, clock } = this.#options;
    const decoder = readEvents(response, {
      event: ({ type, data }) => {
        if (type === 'message' && data.length > 0) conversation.received(data, id);
      },
      tooLarge: () => this.#fail(tooLarge()),
      ended: () => {
        if (!conversation.isPending(id)) return;
        if (decoder.lastEventId !== '') this.#lastEventId = decoder.lastEventId;
        if (this.#lastEventId === '' || !this.#options.resumable) {
          this.#fail(cutOff());
          return;
        }
        const delayMs = Math.max(decoder.retryMs ?? defaultRetryMs, shortestRetryMs);
        this.#timer = clock.after(delayMs, () => this.#resume());
      },
    });
  }

  /** Asks for the rest of a stream; the call itself is not sent again. */
  #resume(): void {
    this.#open = true;
    this.#exchange = this.#options.endpoint.send(
      {
        method: 'GET',
        headers: {
          ...this.#options.headers,
          accept: 'text/event-stream',
          'last-event-id': this.#lastEventId,
        },
        body: null,
      },
      {
        response: (response) => {
          this.#watch(response);
          const isStream = mediaType(response.headers['content-type']) === 'text/event-stream';
          if (response.statusCode === 200 && isStream) return this.#readStream(response);
          response.destroy();
          this.#fail(cutOff());
        },
        failed: () => this.#fail(cutOff()),
      },
    );
  }

  #refused(status: number, response: IncomingMessage, isJson: boolean): void {
    const { id, opens, headers, conversation, onLost, endpoint } = this.#options;
    const failure = refusedWith(status, endpoint.signInUrl);
    const inSession = headers['mcp-session-id'] !== undefined;
    // A 403 is about this request: what it may not do does not end what the others may.
    if (status === 401) onLost({ kind: 'sign_in', detail: operatorDetail(failure) });
    readRefusal(response, { id, inSession, opens, isJson }, (refusal) => {
      if (refusal.kind === 'answer') conversation.received(refusal.body, id);
      else if (refusal.kind === 'forgotten') {
        const detail = status === 404 ? 'Its session expired' : operatorDetail(failure);
        this.#forgotten(detail, failure);
      }
      if (conversation.isPending(id)) this.#fail(failure);
    });
  }

  #forgotten(detail: string, failure: Error): void {
    const { id, conversation, onLost, onForgotten } = this.#options;
    onLost({ kind: 'expired', detail });
    conversation.forgotten(id, failure, onForgotten);
  }

  #unreachable(error: Error, connected: boolean): void {
    this.#open = false;
    if (error instanceof AppError) {
      this.#fail(error);
      return;
    }
    const failure = unreachable(error, connected ? this.sent : 'none');
    this.#fail(failure);
    if (!connected) {
      this.#options.onLost({ kind: 'unreachable', detail: operatorDetail(failure) });
    }
  }

  #fail(error: Error): void {
    this.#options.conversation.failed(this.#options.id, error);
  }
}

function tooLarge(): Error {
  return broken('too_large', 'Its answer is larger than 8 MiB');
}
