import { errorTable } from '../../../shared/error-table.ts';
import { type AppError, toWire } from '../../../shared/errors.ts';
import { type JsonNode, textOf } from '../../json/scan.ts';

/** One JSON-RPC message from a client, already scanned: spans into `bytes`, nothing copied. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly kind: 'request' | 'notification' | 'response';
  readonly method: string;
  /** The id's exact JSON text, echoed as it came; empty when there is none. */
  readonly id: string;
  readonly params: JsonNode | null;
}

const resultHead = Buffer.from('{"jsonrpc":"2.0","id":');
const tail = Buffer.from('}');

/** Sorts a verified object into request, notification or response. Its grammar and its id were checked by the edge. */
export function readMessage(bytes: Uint8Array, root: JsonNode): Message {
  const method = root.members?.get('method');
  const id = root.members?.get('id');
  return {
    bytes,
    kind: kindOf(method !== undefined, id !== undefined),
    method: method === undefined ? '' : textOf(bytes, method),
    id: id === undefined ? '' : exactText(bytes, id),
    params: root.members?.get('params') ?? null,
  };
}

function kindOf(hasMethod: boolean, hasId: boolean): Message['kind'] {
  if (!hasMethod) return 'response';
  return hasId ? 'request' : 'notification';
}

/** A value as it stands in the message, escapes and all. */
export function exactText(bytes: Uint8Array, node: JsonNode): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + node.start, node.end - node.start).toString();
}

/** `{"jsonrpc":"2.0","id":ID,"result":…}` around a result's verified bytes, given in parts. */
export function resultMessage(id: string, result: readonly Uint8Array[]): Uint8Array[] {
  return [Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":`), ...result, tail];
}

/** An upstream's own error object, verbatim, under the client's id. */
export function errorMessageVerbatim(id: string, error: readonly Uint8Array[]): Uint8Array[] {
  return [resultHead, Buffer.from(`${id},"error":`), ...error, tail];
}

/** The answer to a request that we refuse. Codes, messages and data are those of the error table. */
export function errorMessage(id: string, error: AppError): Uint8Array[] {
  const wire = toWire(error);
  const body = {
    code: errorTable[wire.code].rpc ?? errorTable.internal.rpc,
    message: wire.message,
    data: { ...wire.data, hint: wire.hint },
  };
  return [resultHead, Buffer.from(`${id === '' ? 'null' : id},"error":${JSON.stringify(body)}}`)];
}
