/** Visible ASCII with blanks and tabs inside: what a header can carry as it is. */
const plain = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
/** What would read as encoded. */
const sentinel = /^=\?base64\?.*\?=$/;

/** A value as a header of 2026-07-28 carries it (specification: Streamable HTTP, Value Encoding). */
export function headerValue(text: string): string {
  if (text === '' || (plain.test(text) && !sentinel.test(text))) return text;
  return `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}
