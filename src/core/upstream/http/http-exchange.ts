import type * as http from 'node:http';
import type { Part } from '../../json/parts.ts';
import type { Sent } from '../connection.ts';
import { httpFailure } from './http-failure.ts';

export interface HttpMessage {
  method: 'GET' | 'POST' | 'DELETE';
  /** Beside the configured ones, which they outrank. Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: readonly Part[] | null;
}

export interface HttpReceiver {
  /** @param renewable a 401 after which another token may be taken: a new session brings it. */
  response(response: http.IncomingMessage, renewable: boolean): void;
  /** No response will come. `connected` is false when the server could not be reached at all. */
  failed(error: Error, connected: boolean): void;
}

/** Where exchanges go: one origin, whose server may move within it. */
export interface HttpOrigin {
  readonly url: URL;
  /** Another path of the same origin. @throws AppError `upstream_protocol` for another origin. */
  at(reference: string, base?: URL): URL;
  /** Puts one request on a connection. */
  open(message: HttpMessage, url: URL): http.ClientRequest;
  /** Notes what a 401 or 403 asks for. @returns true where another token may be taken. */
  refused(request: http.ClientRequest, response: http.IncomingMessage): boolean;
  /** Later requests go where the server has moved to. */
  moveTo(url: URL): void;
}

const maxRedirects = 3;

/** One request on the wire, and the redirects that it followed. */
export class HttpExchange {
  readonly #origin: HttpOrigin;
  readonly #message: HttpMessage;
  readonly #receiver: HttpReceiver;
  #request: http.ClientRequest;
  #connected = false;
  #redirects = 0;
  #settled = false;

  constructor(origin: HttpOrigin, message: HttpMessage, receiver: HttpReceiver, url: URL) {
    this.#origin = origin;
    this.#message = message;
    this.#receiver = receiver;
    this.#request = this.#open(url);
  }

  get sent(): Sent {
    if (this.#request.writableFinished) return 'whole';
    return this.#connected ? 'partial' : 'none';
  }

  destroy(): void {
    this.#settled = true;
    this.#request.destroy();
  }

  #open(url: URL): http.ClientRequest {
    const request = this.#origin.open(this.#message, url);
    request.once('socket', (socket) => {
      if (socket.connecting) {
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          this.#connected = true;
        });
      } else this.#connected = true;
    });
    request.once('response', (response) => this.#response(request, response, url));
    // Stays for good: a request that was given up may still fail.
    request.on('error', (error) => this.#failed(error));
    return request;
  }

  #response(request: http.ClientRequest, response: http.IncomingMessage, url: URL): void {
    // A cut response is reported by its `close`; without a listener the error would be thrown.
    response.on('error', () => {});
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (status < 300 || status > 399 || location === undefined) {
      this.#settled = true;
      const isRefused = status === 401 || status === 403;
      const renewable = isRefused && this.#origin.refused(request, response);
      this.#receiver.response(response, renewable);
      return;
    }
    response.resume();
    try {
      this.#follow(status, this.#origin.at(location, url), url);
    } catch (error) {
      this.#failed(error instanceof Error ? error : new Error('redirect'));
    }
  }

  /** 307 and 308 alone keep method and body. */
  #follow(status: number, target: URL, from: URL): void {
    if ((status !== 307 && status !== 308) || ++this.#redirects > maxRedirects) {
      throw httpFailure({
        code: 'upstream_protocol',
        sent: this.sent,
        cause: 'upstream_error',
        detail: `It answered with redirect ${status}, which is not followed`,
        status,
      });
    }
    if (this.#settled) return;
    if (from === this.#origin.url) this.#origin.moveTo(target);
    this.#request = this.#open(target);
  }

  #failed(error: Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#receiver.failed(error, this.#connected);
  }
}
