const messageEnd = Buffer.from('}');

/** The JSON of a notification. */
export function notificationMessage(method: string, params: Uint8Array | null): Uint8Array[] {
  const head = `{"jsonrpc":"2.0","method":${JSON.stringify(method)}`;
  if (params === null) return [Buffer.from(`${head}}`)];
  return [Buffer.from(`${head},"params":`), params, messageEnd];
}

/** The JSON of a request. */
export function requestMessage(
  id: number,
  method: string,
  params: readonly Uint8Array[] | null,
): Uint8Array[] {
  const head = `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}`;
  if (params === null) return [Buffer.from(`${head}}`)];
  return [Buffer.from(`${head},"params":`), ...params, messageEnd];
}
