import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; a name that came twice is joined with a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One TCP connection that sends exactly the bytes it is given. */
export class RawConnection {
  readonly socket: Socket;
  /** Resolves when the other side has closed, however it did. */
  readonly closed: Promise<void>;
  #received = Buffer.alloc(0);
  #over = false;
  readonly #wake: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wakeAll();
    });
    socket.on('error', () => undefined);
    const finish = () => {
      this.#over = true;
      this.#wakeAll();
    };
    socket.once('end', finish);
    this.closed = new Promise((resolve) => {
      socket.once('end', resolve);
      socket.once('close', () => {
        finish();
        resolve();
      });
    });
  }

  static open(port: number, host = '127.0.0.1'): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawConnection(socket)));
    });
  }

  send(bytes: string | Buffer): void {
    if (!this.socket.destroyed) this.socket.write(bytes, () => undefined);
  }

  /** Everything received so far, as text. */
  get received(): string {
    return this.#received.toString('latin1');
  }

  /** Waits until `pattern` has been received. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.received)) {
      if (this.#over) throw new Error(`closed before ${pattern}: ${this.received}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** The next whole answer (with Content-Length), or null when the connection closed without one. */
  async answer(): Promise<RawAnswer | null> {
    for (;;) {
      const found = this.#takeAnswer();
      if (found !== null) return found;
      if (this.#over) return null;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #takeAnswer(): RawAnswer | null {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return null;
    const [first = '', ...lines] = this.#received.subarray(0, end).toString('latin1').split('\r\n');
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
    }
    const status = Number(first.split(' ')[1]);
    const length = status < 200 ? 0 : Number(headers.get('content-length') ?? 0);
    const bodyEnd = end + 4 + length;
    if (this.#received.length < bodyEnd) return null;
    const body = this.#received.subarray(end + 4, bodyEnd).toString('utf8');
    this.#received = this.#received.subarray(bodyEnd);
    return { status, headers, body };
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** One request on a connection of its own. `bytes` is the whole request, as it goes onto the wire. */
export async function rawRequest(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const connection = await RawConnection.open(port);
  connection.send(bytes);
  const answer = await connection.answer();
  connection.close();
  if (answer === null) throw new Error('closed without an answer');
  return answer;
}
