import { Agent, type IncomingMessage, request } from 'node:http';
import { type McpAnswer, type McpReply, McpStream, replyOf } from './mcp-client.ts';

const version = '2026-07-28';
const prefix = 'io.modelcontextprotocol/';

export interface StatelessOptions {
  /** Added to or put in place of the usual headers; undefined leaves one out. */
  headers?: Readonly<Record<string, string | undefined>>;
  /** Added to or put in place of the usual `_meta`; undefined leaves one out. */
  meta?: Readonly<Record<string, unknown>>;
}

/** A client of the 2026-07-28 era over plain node:http that shows every byte. */
export class StatelessClient {
  readonly port: number;
  readonly path: string;
  readonly token: string;
  capabilities: Readonly<Record<string, unknown>> = {};
  readonly #agent = new Agent({ keepAlive: true });
  #lastId = 0;

  constructor(port: number, token: string, path = '/mcp') {
    this.port = port;
    this.token = token;
    this.path = path;
  }

  /** The answer to one request, whatever its form. */
  async ask(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
    options: StatelessOptions = {},
  ): Promise<McpAnswer & { reply: McpReply }> {
    const { id, body, headers } = this.message(method, params, options);
    const answer = await this.send('POST', body, headers);
    return { ...answer, reply: replyOf(answer, id) };
  }

  async request(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
    options: StatelessOptions = {},
  ): Promise<McpReply> {
    return (await this.ask(method, params, options)).reply;
  }

  call(
    name: string,
    args: unknown = {},
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<McpReply> {
    return this.request('tools/call', { name, arguments: args, ...more });
  }

  /** Sends one request whose answer is a stream; resolves once its head is there. */
  stream(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
    options: StatelessOptions = {},
  ): Promise<McpStream> {
    const { body, headers } = this.message(method, params, options);
    return new Promise((resolve, reject) => {
      const sent = this.#open('POST', headers, (response) => resolve(new McpStream(response)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Sends one request that the caller hangs up on. */
  abandonable(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
    options: StatelessOptions = {},
  ): { hangUp: () => void } {
    const { body, headers } = this.message(method, params, options);
    const sent = this.#open('POST', headers, (response) => response.on('error', () => undefined));
    sent.on('error', () => undefined);
    sent.end(body);
    return { hangUp: () => void sent.destroy() };
  }

  /** A request as this era has it. */
  message(
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: StatelessOptions,
  ): { id: number; body: string; headers: Record<string, string> } {
    const id = ++this.#lastId;
    const meta = {
      [`${prefix}protocolVersion`]: version,
      [`${prefix}clientInfo`]: { name: 'stateless test', version: '1' },
      [`${prefix}clientCapabilities`]: this.capabilities,
      ...options.meta,
    };
    const name = params.name ?? params.uri ?? params.taskId;
    const usual: Record<string, string | undefined> = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${this.token}`,
      'mcp-protocol-version': version,
      'mcp-method': method,
      'mcp-name': typeof name === 'string' ? name : undefined,
      ...options.headers,
    };
    const headers: Record<string, string> = {};
    for (const [field, value] of Object.entries(usual)) {
      if (value !== undefined) headers[field] = value;
    }
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } });
    return { id, body, headers };
  }

  send(method: string, body: string, headers: Record<string, string>): Promise<McpAnswer> {
    return new Promise((resolve, reject) => {
      const sent = this.#open(method, headers, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(
    method: string,
    headers: Record<string, string>,
    answered: (response: IncomingMessage) => void,
  ) {
    const { port, path } = this;
    return request(
      { port, host: '127.0.0.1', path, method, headers, agent: this.#agent },
      answered,
    );
  }
}
