const head = '=?base64?';
const tail = '?=';
/** RFC 4648 with padding. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Visible ASCII with spaces inside: what a header carries as it is. */
const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A text as `Mcp-Name` and `Mcp-Param-*` carry it: in base64 where it is not plain ASCII, or would be taken for base64 (TRANSPORTS). */
export function encodeHeaderText(text: string): string {
  if (plain.test(text) && !isEncoded(text)) return text;
  return `${head}${Buffer.from(text).toString('base64')}${tail}`;
}

/** The text that such a header carries, or null when its base64 is not valid. */
export function decodeHeaderText(value: string): string | null {
  if (!isEncoded(value)) return value;
  const inner = value.slice(head.length, -tail.length);
  return base64.test(inner) ? Buffer.from(inner, 'base64').toString('utf8') : null;
}

function isEncoded(value: string): boolean {
  return (
    value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail)
  );
}
