import { type Part, textPart } from '../../json/parts.ts';

/** What is asked with every call; JSON of the method. */
const quotedMethods: ReadonlyMap<string, string> = new Map(
  ['tools/call', 'prompts/get', 'resources/read'].map((method) => [method, JSON.stringify(method)]),
);

/** The JSON of a request. @param params in parts; null for none. */
export function requestMessage(id: number, method: string, params: readonly Part[] | null): Part[] {
  return withParams(`{"jsonrpc":"2.0","id":${id},"method":`, method, params);
}

/** The JSON of a notification. @param params null for none. */
export function notificationMessage(method: string, params: Uint8Array | null): Part[] {
  return withParams('{"jsonrpc":"2.0","method":', method, params === null ? null : [params]);
}

function withParams(head: string, method: string, params: readonly Part[] | null): Part[] {
  const quoted = quotedMethods.get(method) ?? textPart(JSON.stringify(method));
  return params === null ? [head, quoted, '}'] : [head, quoted, ',"params":', ...params, '}'];
}
