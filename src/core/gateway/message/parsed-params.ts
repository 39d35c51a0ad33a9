/** The value of verified params of a server's request; null without any. */
export function parsedParams(params: Uint8Array | null): unknown {
  return params === null ? null : JSON.parse(Buffer.from(params).toString());
}
