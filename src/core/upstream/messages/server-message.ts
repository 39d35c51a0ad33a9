import type { JsonNode, Members } from '../../json/json-node.ts';
import { exactText, resultLimits, scanJson, textOf } from '../../json/scan.ts';
import type { UpstreamReply } from '../connection.ts';
import { arrayElements } from './array-elements.ts';

/** One line that a server wrote, sorted. Slices are views into the line. */
export type ServerMessage =
  | { kind: 'reply'; id: number; reply: UpstreamReply }
  /** An answer to something we cannot have asked. */
  | { kind: 'stray' }
  /** Not valid, but its head or tail tells which request it was meant for. */
  | { kind: 'faulty'; id: number }
  | { kind: 'request'; id: Uint8Array; method: string; params: Uint8Array | null }
  | {
      kind: 'notification';
      method: string;
      params: Uint8Array | null;
      progressToken: string | null;
    }
  /** A batch, which we never ask for: the requests that it answers. */
  | { kind: 'batch'; ids: readonly number[] }
  | { kind: 'junk' };

/** Longer ids of requests are nonsense, and we would have to write them back. */
const maxIdBytes = 256;

const junk: ServerMessage = { kind: 'junk' };
const stray: ServerMessage = { kind: 'stray' };

/**
 * Reads one line. Never throws: whatever a server writes is some kind of message.
 * @param stateless the server speaks 2026-07-28, where a result may ask back.
 */
export function readServerMessage(line: Uint8Array, stateless = false): ServerMessage {
  let node: JsonNode;
  try {
    node = scanJson(line, resultLimits);
  } catch {
    const id = idAtEdge(line);
    return id === null ? junk : { kind: 'faulty', id };
  }
  const { members } = node;
  if (node.type === 'array') {
    const ids = answeredIn(line, node);
    return ids.length === 0 ? junk : { kind: 'batch', ids };
  }
  if (members === null) return junk;
  const id = members.get('id');
  const method = members.get('method');
  if (method === undefined)
    return id === undefined ? junk : readReply(line, id, members, stateless);
  if (method.type !== 'string') return junk;
  if (id !== undefined) {
    const isId = (id.type === 'string' || id.type === 'number') && id.end - id.start <= maxIdBytes;
    if (!isId) return junk;
    return {
      kind: 'request',
      id: line.subarray(id.start, id.end),
      method: textOf(line, method),
      params: sliceOf(line, members.get('params')),
    };
  }
  return readNotification(line, textOf(line, method), members.get('params'));
}

function answeredIn(line: Uint8Array, batch: JsonNode): number[] {
  return arrayElements(line, batch).flatMap((element) => {
    const message = readServerMessage(element);
    return message.kind === 'reply' || message.kind === 'faulty' ? [message.id] : [];
  });
}

function readReply(
  line: Uint8Array,
  idNode: JsonNode,
  members: Members,
  stateless: boolean,
): ServerMessage {
  const id = idNode.type === 'number' ? integerAt(line, idNode.start, idNode.end) : null;
  if (id === null) return stray;
  const result = members.get('result');
  const error = members.get('error');
  if (result !== undefined && error === undefined) {
    if (result.type !== 'object') return { kind: 'faulty', id };
    const bytes = line.subarray(result.start, result.end);
    const type = stateless ? result.members?.get('resultType') : undefined;
    if (type?.type === 'string' && textOf(line, type) === 'input_required') {
      return { kind: 'reply', id, reply: { kind: 'input_required', result: bytes } };
    }
    const isError = result.members?.get('isError')?.type === 'true';
    return { kind: 'reply', id, reply: { kind: 'result', result: bytes, isError } };
  }
  const code = error?.members?.get('code');
  if (error === undefined || result !== undefined || code?.type !== 'number') {
    return { kind: 'faulty', id };
  }
  const value = Number(exactText(line, code));
  if (!Number.isSafeInteger(value)) return { kind: 'faulty', id };
  const bytes = line.subarray(error.start, error.end);
  return { kind: 'reply', id, reply: { kind: 'error', code: value, error: bytes } };
}

function readNotification(
  line: Uint8Array,
  method: string,
  params: JsonNode | undefined,
): ServerMessage {
  const token = params?.members?.get('progressToken');
  return {
    kind: 'notification',
    method,
    params: sliceOf(line, params),
    progressToken: token === undefined ? null : exactText(line, token),
  };
}

function sliceOf(line: Uint8Array, node: JsonNode | undefined): Uint8Array | null {
  return node === undefined ? null : line.subarray(node.start, node.end);
}

/** A plain non-negative integer as we write ids, or null. */
function integerAt(line: Uint8Array, start: number, end: number): number | null {
  if (end - start > 15) return null;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (line[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

const edgeBytes = 128;
const headId = /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d{1,15})\s*[,}]/;
const tailId = /,\s*"id"\s*:\s*(\d{1,15})\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;

/**
 * The id of a line that is not valid, from its first or last bytes: as good as it gets without a parse. A wrong guess can only fail
 * a call of the same server.
 */
export function idAtEdge(line: Uint8Array): number | null {
  const head = headId.exec(latin1(line, 0, edgeBytes));
  const found =
    head ?? tailId.exec(latin1(line, Math.max(0, line.length - edgeBytes), line.length));
  return found === null ? null : Number(found[1]);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end);
}
