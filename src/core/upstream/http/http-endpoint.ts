import * as http from 'node:http';
import * as https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { ServerSignIn } from '../../oauth/sign-ins.ts';
import type { Sent } from '../connection.ts';
import { readChallenge } from './challenge.ts';
import { httpFailure } from './http-failure.ts';

export interface HttpMessage {
  method: 'GET' | 'POST' | 'DELETE';
  /** Beside the configured ones, which they outrank. Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: readonly Uint8Array[] | null;
}

export interface HttpReceiver {
  /** @param renewable a 401 after which another token may be taken: a new session brings it. */
  response(response: http.IncomingMessage, renewable: boolean): void;
  /** No response will come. `connected` is false when the server could not be reached at all. */
  failed(error: Error, connected: boolean): void;
}

/** One request on the wire. */
export interface HttpExchange {
  readonly sent: Sent;
  destroy(): void;
}

/** Names that frame a message, or ask for what is not decoded here: never taken from the registry. */
const ownHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const maxRedirects = 3;
const maxHeaderBytes = 32_768;
/** Bodies up to this size go out as one buffer: a copy is cheaper than several writes. */
const joinedBytes = 16_384;

/**
 * One configured URL with its headers and its kept-alive connections. TLS is always verified, whatever the environment says; a
 * redirect is followed within the same origin only, so credentials never travel (UP-21).
 */
export class HttpEndpoint {
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: http.Agent;
  readonly #secure: boolean;
  readonly #signIn: ServerSignIn | null;
  /** As it is registered: tokens are for this URL. */
  readonly #registered: string;
  #url: URL;

  /**
   * @param headers with values that HTTP can carry: the registry checks them.
   * @param signIn null where the registry sets Authorization itself.
   */
  constructor(
    url: string,
    headers: Readonly<Record<string, string>>,
    signIn: ServerSignIn | null = null,
  ) {
    this.#registered = url;
    this.#signIn = signIn;
    this.#url = new URL(url);
    this.#secure = this.#url.protocol === 'https:';
    const kept = { keepAlive: true, maxFreeSockets: 16 };
    this.#agent = this.#secure
      ? new https.Agent({ ...kept, rejectUnauthorized: true })
      : new http.Agent(kept);
    this.#headers = Object.fromEntries(
      Object.entries(headers)
        .map(([name, value]) => [name.toLowerCase(), value] as const)
        .filter(([name]) => !ownHeaders.has(name)),
    );
  }

  get url(): URL {
    return this.#url;
  }

  /** Where a person can authorise now, or null. */
  get signInUrl(): string | null {
    return this.#signIn?.url ?? null;
  }

  /** The same origin, headers and connections under another path. @throws AppError `upstream_protocol` for another origin. */
  at(reference: string, base: URL = this.#url): URL {
    const url = URL.canParse(reference, base.href) ? new URL(reference, base.href) : null;
    if (url === null || url.origin !== this.#url.origin) {
      throw httpFailure({
        code: 'upstream_protocol',
        sent: 'whole',
        cause: 'upstream_error',
        detail: 'It points to another origin, which is never followed',
      });
    }
    return url;
  }

  send(message: HttpMessage, receiver: HttpReceiver, url: URL = this.#url): HttpExchange {
    return new Exchange(this, message, receiver, url);
  }

  /** Puts one request on a connection. */
  open(message: HttpMessage, url: URL): http.ClientRequest {
    const { protocol, hostname, port, path, auth } = urlToHttpOptions(url);
    const authorization = this.#signIn?.header(this.#registered) ?? null;
    const bodyBytes = message.body?.reduce((sum, part) => sum + part.length, 0) ?? 0;
    const request = (this.#secure ? https : http).request({
      protocol,
      hostname,
      port,
      path,
      auth,
      method: message.method,
      agent: this.#agent,
      maxHeaderSize: maxHeaderBytes,
      headers: {
        ...this.#headers,
        ...(authorization === null ? {} : { authorization }),
        ...message.headers,
        ...(message.body === null ? {} : { 'content-length': String(bodyBytes) }),
      },
    });
    if (message.body !== null && bodyBytes > joinedBytes) {
      for (const part of message.body) request.write(part);
      request.end();
    } else {
      request.end(message.body === null ? undefined : Buffer.concat(message.body));
    }
    return request;
  }

  /** Notes what a 401 or 403 asks for. @returns true where another token may be taken. */
  refused(request: http.ClientRequest, response: http.IncomingMessage): boolean {
    if (this.#signIn === null) return false;
    const sent = request.getHeader('authorization');
    return this.#signIn.refused(readChallenge(response), typeof sent === 'string' ? sent : null);
  }

  /** Later requests go where the server has moved to. */
  moveTo(url: URL): void {
    this.#url = url;
  }

  close(): void {
    this.#agent.destroy();
  }
}

class Exchange implements HttpExchange {
  readonly #endpoint: HttpEndpoint;
  readonly #message: HttpMessage;
  readonly #receiver: HttpReceiver;
  #request: http.ClientRequest;
  #connected = false;
  #redirects = 0;
  #settled = false;

  constructor(endpoint: HttpEndpoint, message: HttpMessage, receiver: HttpReceiver, url: URL) {
    this.#endpoint = endpoint;
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
    const request = this.#endpoint.open(this.#message, url);
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
      const renewable = isRefused && this.#endpoint.refused(request, response);
      this.#receiver.response(response, renewable);
      return;
    }
    response.resume();
    try {
      this.#follow(status, this.#endpoint.at(location, url), url);
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
    if (from === this.#endpoint.url) this.#endpoint.moveTo(target);
    this.#request = this.#open(target);
  }

  #failed(error: Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#receiver.failed(error, this.#connected);
  }
}
