import * as http from 'node:http';
import * as https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { bytesOf, joinedBytes } from '../../json/parts.ts';
import type { ServerSignIn } from '../../oauth/sign-ins.ts';
import { readChallenge } from './challenge.ts';
import {
  HttpExchange,
  type HttpMessage,
  type HttpOrigin,
  type HttpReceiver,
} from './http-exchange.ts';
import { httpFailure } from './http-failure.ts';

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

const maxHeaderBytes = 32_768;
/** Bodies up to this size go out as one buffer: a copy is cheaper than several writes. */
const joinedUpTo = 16_384;

/**
 * One configured URL with its headers and its kept-alive connections. TLS is always verified, whatever the environment says; a
 * redirect is followed within the same origin only, so credentials never travel (UP-21).
 */
export class HttpEndpoint implements HttpOrigin {
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
    return new HttpExchange(this, message, receiver, url);
  }

  open(message: HttpMessage, url: URL): http.ClientRequest {
    const { protocol, hostname, port, path, auth } = urlToHttpOptions(url);
    const authorization = this.#signIn?.header(this.#registered) ?? null;
    const bodyBytes = bytesOf(message.body ?? []);
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
    if (message.body !== null && bodyBytes > joinedUpTo) {
      for (const part of message.body) request.write(part, 'latin1');
      request.end();
    } else {
      request.end(message.body === null ? undefined : joinedBytes(message.body));
    }
    return request;
  }

  refused(request: http.ClientRequest, response: http.IncomingMessage): boolean {
    if (this.#signIn === null) return false;
    const sent = request.getHeader('authorization');
    return this.#signIn.refused(readChallenge(response), typeof sent === 'string' ? sent : null);
  }

  moveTo(url: URL): void {
    this.#url = url;
  }

  close(): void {
    this.#agent.destroy();
  }
}
