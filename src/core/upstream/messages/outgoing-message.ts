import { type Part, textPart } from '../../json/parts.ts';

/** The JSON of a request. @param params in parts; null for none. */
export function requestMessage(id: number, method: string, params: readonly Part[] | null): Part[] {
  return withParams(`{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}`, params);
}

/** The JSON of a notification. @param params null for none. */
export function notificationMessage(method: string, params: Uint8Array | null): Part[] {
  const head = `{"jsonrpc":"2.0","method":${JSON.stringify(method)}`;
  return withParams(head, params === null ? null : [params]);
}

function withParams(head: string, params: readonly Part[] | null): Part[] {
  return params === null ? [textPart(`${head}}`)] : [textPart(`${head},"params":`), ...params, '}'];
}
