import { errorTable } from '../../../shared/error-table.ts';
import { type AppError, toWire } from '../../../shared/errors.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { type Part, textPart } from '../../json/parts.ts';
import { exactText, isText, textOf } from '../../json/scan.ts';

/** One JSON-RPC message from a client, already scanned: spans into `bytes`, nothing copied. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly kind: 'request' | 'notification' | 'response';
  readonly method: string;
  /** The id's exact JSON text, echoed as it came; empty when there is none. */
  readonly id: string;
  readonly params: JsonNode | null;
}

const head = '{"jsonrpc":"2.0","id":';

/** Sorts a verified object into request, notification or response. Its grammar and its id were checked by the edge. */
export function readMessage(bytes: Uint8Array, root: JsonNode): Message {
  const method = root.members?.get('method');
  const id = root.members?.get('id');
  return {
    bytes,
    kind: kindOf(method !== undefined, id !== undefined),
    method: method === undefined ? '' : methodText(bytes, method),
    id: id === undefined ? '' : exactText(bytes, id),
    params: root.members?.get('params') ?? null,
  };
}

/** Nearly every message is a call: its method needs no text of its own. */
function methodText(bytes: Uint8Array, method: JsonNode): string {
  return isText(bytes, method, 'tools/call') ? 'tools/call' : textOf(bytes, method);
}

function kindOf(hasMethod: boolean, hasId: boolean): Message['kind'] {
  if (!hasMethod) return 'response';
  return hasId ? 'request' : 'notification';
}

/** `{"jsonrpc":"2.0","id":ID,"result":…}` around a result's verified bytes, given in parts. */
export function resultMessage(id: string, result: readonly Part[]): Part[] {
  return [head, textPart(id), ',"result":', ...result, '}'];
}

/** An upstream's own error object, verbatim, under the client's id. */
export function errorMessageVerbatim(id: string, error: readonly Part[]): Part[] {
  return [head, textPart(id), ',"error":', ...error, '}'];
}

/** The answer to a request that we refuse. Codes, messages and data are those of the error table. */
export function errorMessage(id: string, error: AppError): Part[] {
  const wire = toWire(error);
  const body = {
    code: errorTable[wire.code].rpc ?? errorTable.internal.rpc,
    message: wire.message,
    data: { ...wire.data, hint: wire.hint },
  };
  return [textPart(`${head}${id === '' ? 'null' : id},"error":${JSON.stringify(body)}}`)];
}
