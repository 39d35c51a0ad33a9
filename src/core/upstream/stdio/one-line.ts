import { joinedText, type Part } from '../../json/parts.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/**
 * Verified JSON as it may stand in one line of the stdio transport. Outside strings a line end is mere space, and inside them the
 * scanner lets none through: each one becomes a blank, all other bytes stay. Without any it is the same bytes, not a copy.
 */
export function oneLine(json: Part): Part {
  if (typeof json === 'string') return oneLineOfText(json);
  if (!json.includes(lineFeed) && !json.includes(carriageReturn)) return json;
  const line = Uint8Array.from(json);
  for (const end of [lineFeed, carriageReturn]) {
    for (let at = line.indexOf(end); at !== -1; at = line.indexOf(end, at + 1)) line[at] = space;
  }
  return line;
}

/** A whole message as one Latin-1 text, its line end included. */
export function lineOf(message: readonly Part[]): string {
  return `${oneLineOfText(joinedText(message))}\n`;
}

function oneLineOfText(text: string): string {
  const isOne = !text.includes('\n') && !text.includes('\r');
  return isOne ? text : text.replaceAll(/[\r\n]/g, ' ');
}
