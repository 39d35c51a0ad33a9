import { Agent, type IncomingMessage, request } from 'node:http';

export interface McpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The answer as it came: JSON, or the SSE stream's text. */
  readonly text: string;
}

export interface McpReply {
  readonly result?: Record<string, unknown> & { content?: { type: string; text: string }[] };
  readonly error?: { code: number; message: string; data?: Record<string, unknown> };
}

/** A client of the 2025-11-25 era over plain node:http that shows every byte. */
export class McpClient {
  readonly port: number;
  readonly path: string;
  readonly token: string;
  session = '';
  readonly #agent = new Agent({ keepAlive: true });
  #lastId = 0;

  private constructor(port: number, path: string, token: string) {
    this.port = port;
    this.path = path;
    this.token = token;
  }

  static async open(
    port: number,
    path: string,
    token: string,
    clientInfo: Readonly<Record<string, string>> = { name: 'test', version: '1' },
    capabilities: Readonly<Record<string, unknown>> = {},
  ): Promise<McpClient> {
    const client = new McpClient(port, path, token);
    const params = { protocolVersion: '2025-11-25', capabilities, clientInfo };
    const answer = await client.post(
      JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
    );
    if (answer.status !== 200) throw new Error(`initialize: ${answer.status} ${answer.text}`);
    client.session = String(answer.headers['mcp-session-id']);
    await client.post('{"jsonrpc":"2.0","method":"notifications/initialized"}');
    return client;
  }

  /** Sends one body; `headers` are added to or replace the usual ones. */
  post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<McpAnswer> {
    return this.#send('POST', headers, body);
  }

  /** One request; resolves with its reply, whether it came as JSON or in a stream. */
  async request(method: string, params: unknown = {}): Promise<McpReply> {
    const id = ++this.#lastId;
    const answer = await this.post(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return replyOf(answer, id);
  }

  call(name: string, args: unknown = {}): Promise<McpReply> {
    return this.request('tools/call', { name, arguments: args });
  }

  async toolNames(): Promise<string[]> {
    const { result } = await this.request('tools/list');
    const tools = result?.tools;
    return Array.isArray(tools) ? tools.map(({ name }: { name: string }) => name) : [];
  }

  /** Opens the GET stream; resolves once its head is there. */
  openStream(): Promise<McpStream> {
    return this.#stream('GET', '');
  }

  /** Sends one request whose answer is a stream; resolves once its head is there. */
  stream(body: string): Promise<McpStream> {
    return this.#stream('POST', body);
  }

  end(): Promise<McpAnswer> {
    return this.#send('DELETE', {}, '');
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(
    method: string,
    headers: Readonly<Record<string, string>>,
    body: string | Buffer,
  ): Promise<McpAnswer> {
    return new Promise((resolve, reject) => {
      const req = request(
        {
          port: this.port,
          host: '127.0.0.1',
          path: this.path,
          method,
          agent: this.#agent,
          headers: this.#headers(headers),
        },
        (res) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk) => chunks.push(chunk));
          res.on('error', reject);
          res.on('end', () =>
            resolve({
              status: res.statusCode ?? 0,
              headers: res.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      req.on('error', reject);
      req.end(body);
    });
  }

  #stream(method: string, body: string): Promise<McpStream> {
    const headers = this.#headers(method === 'GET' ? { accept: 'text/event-stream' } : {});
    return new Promise((resolve, reject) => {
      const req = request(
        { port: this.port, host: '127.0.0.1', path: this.path, method, headers },
        (res) => resolve(new McpStream(res)),
      );
      req.on('error', reject);
      req.end(body);
    });
  }

  #headers(more: Readonly<Record<string, string>>): Record<string, string> {
    return {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${this.token}`,
      ...(this.session === '' ? {} : { 'mcp-session-id': this.session }),
      ...more,
    };
  }
}

/** A stream of messages as they come. */
export class McpStream {
  readonly status: number;
  /** Resolves when the server has closed it. */
  readonly closed: Promise<void>;
  readonly messages: Record<string, unknown>[] = [];
  readonly #response: IncomingMessage;
  readonly #waiting: (() => void)[] = [];

  constructor(response: IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.closed = new Promise((resolve) => response.once('close', resolve));
    response.on('error', () => undefined);
    let rest = '';
    response.on('data', (chunk: Buffer) => {
      const events = (rest + chunk.toString()).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const data = dataOf(event);
        if (data !== '') this.messages.push(JSON.parse(data));
      }
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** The first message of this method, from the past or the future. */
  async next(method: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.messages.find((message) => message.method === method);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#response.destroy();
  }
}

/** The reply to request `id`; in a stream it is the last message. */
export function replyOf(answer: McpAnswer, id: number): McpReply {
  const isStream = answer.headers['content-type']?.startsWith('text/event-stream') === true;
  const messages = isStream ? streamMessages(answer.text) : [JSON.parse(answer.text)];
  const reply = messages.find((message) => message.id === id);
  if (reply === undefined) throw new Error(`no reply to ${id} in ${answer.status} ${answer.text}`);
  return reply;
}

export function streamMessages(text: string): Record<string, unknown>[] {
  return text
    .split('\n\n')
    .map(dataOf)
    .filter((data) => data !== '')
    .map((data) => JSON.parse(data));
}

function dataOf(event: string): string {
  return event
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n');
}
