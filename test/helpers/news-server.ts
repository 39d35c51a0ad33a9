import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** An MCP server of the session era over HTTP, in this process, whose sessions and GET streams a test ends as it likes. */
export interface NewsServer {
  readonly entry: { transport: 'http'; url: string };
  /** Sessions that were begun. */
  readonly begun: number;
  /** GET streams that are open. */
  readonly open: number;
  /** Status by which the next GETs are refused; null opens them. */
  refuseStreams: number | null;
  /** What comes of the next `logging/setLevel`: a status, no answer, or nothing until `release`. */
  nextLevel: number | 'silence' | 'held' | null;
  /** The level that it was told last, of those that it took. */
  readonly level: string;
  /** Names of its tools. */
  tools: readonly string[];
  /** What comes of the next `tools/list`: the tools of then, once `release` is called. */
  nextList: 'held' | null;
  /** What comes of the next `resources/unsubscribe`: nothing until `release`. */
  nextUnsubscribe: 'held' | null;
  /** URIs that it tells of. */
  readonly subscribed: ReadonlySet<string>;
  /** Does and answers what is held. */
  release(): void;
  /** Methods that arrived by POST, in order. */
  readonly methods: readonly string[];
  /** Statuses that GETs were answered with. */
  readonly statuses: readonly number[];
  /** Ends all streams. */
  endStreams(): void;
  /** Knows no session any more. */
  forget(): void;
  /** Tells every open stream that its tools changed. */
  announce(): void;
  close(): Promise<void>;
}

interface Posted {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly level?: string; readonly uri?: string };
}

const results: Readonly<Record<string, unknown>> = {
  'tools/call': { content: [] },
  'resources/list': { resources: [] },
  'resources/templates/list': { resourceTemplates: [] },
};
const changed = '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}';

class News implements NewsServer {
  readonly #server: Server;
  readonly #sessions = new Set<string>();
  readonly #streams = new Set<ServerResponse>();
  readonly statuses: number[] = [];
  readonly methods: string[] = [];
  nextLevel: number | 'silence' | 'held' | null = null;
  level = '';
  tools: readonly string[] = ['echo'];
  nextList: 'held' | null = null;
  nextUnsubscribe: 'held' | null = null;
  readonly subscribed = new Set<string>();
  release: () => void = () => undefined;
  begun = 0;
  refuseStreams: number | null = null;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get entry() {
    const address = this.#server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    return { transport: 'http' as const, url: `http://127.0.0.1:${port}/mcp` };
  }

  get open(): number {
    return this.#streams.size;
  }

  endStreams(): void {
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  forget(): void {
    this.#sessions.clear();
  }

  announce(): void {
    for (const stream of this.#streams) stream.write(`data: ${changed}\n\n`);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = String(request.headers['mcp-session-id'] ?? '');
    if (request.method === 'GET') this.#listen(session, response);
    else if (request.method === 'DELETE') response.writeHead(204).end();
    else this.#answer(JSON.parse(await text(request)), session, response);
  }

  #listen(session: string, response: ServerResponse): void {
    const status = this.refuseStreams ?? (this.#sessions.has(session) ? 200 : 404);
    this.statuses.push(status);
    if (status !== 200) {
      response.writeHead(status).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    this.#streams.add(response);
  }

  #answer(message: Posted, session: string, response: ServerResponse) {
    const { id, method } = message;
    this.methods.push(method);
    if (method === 'initialize') {
      const opened = `s-${++this.begun}`;
      this.#sessions.add(opened);
      response.setHeader('mcp-session-id', opened);
      respond(response, id, {
        protocolVersion: '2025-11-25',
        capabilities: { tools: { listChanged: true }, logging: {}, resources: { subscribe: true } },
        serverInfo: { name: 'news', version: '1' },
      });
    } else if (method === 'server/discover') response.writeHead(400).end();
    else if (!this.#sessions.has(session)) response.writeHead(404).end();
    else if (id === undefined) response.writeHead(202).end();
    else if (method === 'logging/setLevel') this.#setLevel(message, response);
    else if (method === 'tools/list') this.#list(id, response);
    else if (method.endsWith('subscribe')) this.#subscribe(message, response);
    else respond(response, id, results[method] ?? {});
  }

  #list(id: number, response: ServerResponse): void {
    const tools = this.tools.map((name) => ({ name, inputSchema: { type: 'object' } }));
    const answer = () => respond(response, id, { tools });
    if (this.nextList === 'held') this.release = answer;
    else answer();
    this.nextList = null;
  }

  #subscribe({ id, method, params }: Posted, response: ServerResponse): void {
    const isOver = method === 'resources/unsubscribe';
    const take = () => {
      if (isOver) this.subscribed.delete(params?.uri ?? '');
      else this.subscribed.add(params?.uri ?? '');
      respond(response, id, {});
    };
    if (isOver && this.nextUnsubscribe === 'held') this.release = take;
    else take();
    if (isOver) this.nextUnsubscribe = null;
  }

  #setLevel({ id, params }: Posted, response: ServerResponse): void {
    const next = this.nextLevel;
    this.nextLevel = null;
    const take = () => {
      this.level = params?.level ?? '';
      respond(response, id, {});
    };
    if (next === null) take();
    else if (next === 'held') this.release = take;
    else if (next !== 'silence') response.writeHead(next).end();
  }
}

function respond(response: ServerResponse, id: number | undefined, result: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
}

export async function startNewsServer(): Promise<NewsServer> {
  const news = new News();
  await news.listen();
  return news;
}
