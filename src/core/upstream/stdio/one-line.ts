const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/**
 * Verified JSON as it may stand in one line of the stdio transport. Outside strings a line end is mere space, and inside them the
 * scanner lets none through: each one becomes a blank, all other bytes stay. Without any it is the same bytes, not a copy.
 */
export function oneLine(json: Uint8Array): Uint8Array {
  if (!json.includes(lineFeed) && !json.includes(carriageReturn)) return json;
  const line = Uint8Array.from(json);
  blankLineEnds(line);
  return line;
}

/** The same in place, for bytes that are ours. */
export function blankLineEnds(json: Uint8Array): void {
  for (const end of [lineFeed, carriageReturn]) {
    for (let at = json.indexOf(end); at !== -1; at = json.indexOf(end, at + 1)) json[at] = space;
  }
}
