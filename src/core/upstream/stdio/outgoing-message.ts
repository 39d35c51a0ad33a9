import { blankLineEnds } from './one-line.ts';

const lineFeed = 0x0a;

/** One JSON-RPC message in pieces; joined they are its JSON. */
export interface OutgoingMessage {
  head: string;
  parts: readonly Uint8Array[];
  tail: string;
  /** Length of the line, its end included. */
  bytes: number;
}

/** @param tail ASCII text that closes what `head` opened. */
export function outgoingMessage(
  head: string,
  parts: readonly Uint8Array[] = [],
  tail = '',
): OutgoingMessage {
  let bytes = Buffer.byteLength(head) + tail.length + 1;
  for (const part of parts) bytes += part.length;
  return { head, parts, tail, bytes };
}

/** @param params in parts; null for none. */
export function requestMessage(
  id: number,
  method: string,
  params: readonly Uint8Array[] | null,
): OutgoingMessage {
  const head = `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}`;
  return params === null
    ? outgoingMessage(`${head}}`)
    : outgoingMessage(`${head},"params":`, params, '}');
}

/** @param params null for none. */
export function notificationMessage(method: string, params: Uint8Array | null): OutgoingMessage {
  const head = `{"jsonrpc":"2.0","method":${JSON.stringify(method)}`;
  return params === null
    ? outgoingMessage(`${head}}`)
    : outgoingMessage(`${head},"params":`, [params], '}');
}

/** A message as one line, in one buffer. */
export function joinedLine({ head, parts, tail, bytes }: OutgoingMessage): Buffer {
  const line = Buffer.allocUnsafe(bytes);
  let at = line.write(head);
  for (const part of parts) {
    line.set(part, at);
    at += part.length;
  }
  at += line.write(tail, at, 'latin1');
  blankLineEnds(line.subarray(0, at));
  line[at] = lineFeed;
  return line;
}
