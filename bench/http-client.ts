import { connect, type Socket } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');

/**
 * One keep-alive connection that sends ready-made requests and reads answers by Content-Length. Thin on purpose: what is
 * measured is the server, not the client.
 */
export class BenchClient {
  readonly #socket: Socket;
  #pieces: Buffer[] = [];
  #received = 0;
  /** Bytes of the answer under way, 0 while its head is not complete. */
  #expected = 0;
  #done: ((answer: Buffer) => void) | null = null;
  #fail: ((error: Error) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#data(chunk));
    socket.on('error', (error) => this.#fail?.(error));
    socket.on('close', () => this.#fail?.(new Error('connection closed')));
  }

  static open(port: number): Promise<BenchClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new BenchClient(socket)));
      socket.once('error', reject);
    });
  }

  /** Sends one request; resolves with the whole answer, head included. */
  send(request: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#fail = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#fail = null;
    this.#socket.destroy();
  }

  #data(chunk: Buffer): void {
    this.#pieces.push(chunk);
    this.#received += chunk.length;
    if (this.#expected === 0) {
      const joined = Buffer.concat(this.#pieces);
      this.#pieces = [joined];
      const end = joined.indexOf(headEnd);
      if (end < 0) return;
      const head = joined.toString('latin1', 0, end);
      const length = /content-length: *(\d+)/i.exec(head)?.[1];
      if (length === undefined) {
        this.#fail?.(new Error(`no Content-Length: ${head}`));
        return;
      }
      this.#expected = end + headEnd.length + Number(length);
    }
    if (this.#received < this.#expected) return;
    const answer =
      this.#pieces.length === 1 ? (this.#pieces[0] ?? chunk) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#received = 0;
    this.#expected = 0;
    this.#done?.(answer);
  }
}

/** A POST with a JSON body, ready to be written. */
export function post(
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  port: number,
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
      `Accept: application/json, text/event-stream\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
