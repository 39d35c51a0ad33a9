import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError } from '../../shared/errors.ts';

export interface CallbackOptions {
  /** 0 takes any free port. */
  port: number;
  /** Whether this answer belongs to the sign-in that waits. Takes it: a second time it does not. */
  take: (answer: URLSearchParams) => boolean;
  /** Resolves with null when the sign-in is done, or with why it failed, in our own words. */
  finish: (answer: URLSearchParams) => Promise<string | null>;
}

const path = '/callback';

/**
 * Waits on 127.0.0.1 for the one answer that a browser brings (RFC 8252, AU-16). What does not belong to the sign-in is refused and
 * changes nothing; after the answer it is closed.
 */
export class CallbackListener {
  readonly #options: CallbackOptions;
  readonly #server: Server;
  readonly #host: string;

  private constructor(server: Server, options: CallbackOptions) {
    this.#server = server;
    this.#options = options;
    const address = server.address();
    this.#host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    server.on('request', (request, response) => void this.#handle(request, response));
  }

  /** @throws AppError `port_taken`. */
  static async open(options: CallbackOptions): Promise<CallbackListener> {
    const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 16_384 });
    server.maxConnections = 8;
    // Nothing but a browser that somebody looks at keeps it open.
    server.unref();
    server.listen(options.port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new AppError('port_taken', `Port ${options.port} for the sign-in is taken`, {
        hint: 'Choose another oauth.callback_port.',
        cause: error,
      });
    }
    return new CallbackListener(server, options);
  }

  get redirectUrl(): string {
    return `http://${this.#host}${path}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', headers } = request;
    const [asked, query = ''] = url.split('?', 2);
    if (method !== 'GET' || asked !== path || headers.host !== this.#host) {
      answer(response, 404, 'There is nothing here.');
      return;
    }
    const params = new URLSearchParams(query);
    if (!this.#options.take(params)) {
      answer(response, 400, 'This answer belongs to no sign-in that waits.');
      return;
    }
    this.#server.close();
    const failure = await this.#options.finish(params);
    if (failure === null) answer(response, 200, 'Signed in. You can close this page.');
    else answer(response, 400, failure);
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(`<!doctype html><meta charset="utf-8"><title>LMCP</title><p>${escaped(text)}</p>\n`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
