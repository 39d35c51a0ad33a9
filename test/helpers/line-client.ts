import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface LineReply {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface LineClientOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

interface LineMessage extends LineReply {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

/** A child that speaks JSON-RPC in lines, seen by its client: MCP over stdio, and what resembles it. */
export class LineClient {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: LineReply) => void>();
  readonly #exited: Promise<unknown>;
  #lastId = 0;

  constructor(command: string, args: readonly string[], options: LineClientOptions = {}) {
    this.#child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#exited = once(this.#child, 'exit');
    const { stdout, stdin } = this.#child;
    if (stdout === null || stdin === null) throw new Error(`${command} has no pipes`);
    createInterface({ input: stdout }).on('line', (line) => this.#take(line));
    // One that ends early is seen by the requests that get no answer.
    stdin.on('error', () => undefined);
    void this.#exited.then(() => {
      const error = { code: -1, message: `${command} has ended` };
      for (const settle of this.#waiting.values()) settle({ error });
    });
  }

  request(method: string, params: unknown = {}): Promise<LineReply> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ jsonrpc: '2.0', id, method, params });
    });
  }

  notify(method: string, params: unknown = {}): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  /** The MCP handshake of the session era, for a client without capabilities. */
  async initialize(): Promise<LineReply> {
    const reply = await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    this.notify('notifications/initialized');
    return reply;
  }

  async close(): Promise<void> {
    this.#child.stdin?.end();
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  #send(message: Record<string, unknown>): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  #take(line: string): void {
    if (!line.startsWith('{')) return;
    const message: LineMessage = JSON.parse(line);
    if (message.method !== undefined) {
      // A client without capabilities refuses what a server asks of it.
      const error = { code: -32_601, message: 'Method not found' };
      if (message.id !== undefined) this.#send({ jsonrpc: '2.0', id: message.id, error });
      return;
    }
    const id = Number(message.id);
    this.#waiting.get(id)?.(message);
    this.#waiting.delete(id);
  }
}
