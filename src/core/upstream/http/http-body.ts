import type { IncomingMessage } from 'node:http';

export interface BodyReceiver {
  whole(body: Buffer): void;
  /** Larger than the limit: the rest is not read, the connection is closed. */
  tooLarge(): void;
  /** Cut before its end. */
  cut(): void;
}

/** Reads a body of at most `limitBytes`. Exactly one of the receiver's methods is called, once. */
export function readBody(
  response: IncomingMessage,
  limitBytes: number,
  receiver: BodyReceiver,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let settled = false;
  const settle = (tell: () => void) => {
    if (settled) return;
    settled = true;
    tell();
  };
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limitBytes) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    response.destroy();
    settle(() => receiver.tooLarge());
  });
  response.on('end', () => {
    const [only] = chunks;
    const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes);
    settle(() => receiver.whole(body));
  });
  response.on('close', () => settle(() => receiver.cut()));
}
