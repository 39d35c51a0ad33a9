/** CSI, OSC and two-byte terminal sequences. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/g;

/** C0 but tab and line feed, C1, bidi controls, zero-width, tags and variation selectors (UP-8). */
const hostile =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** Text of a server made safe for a terminal or a window: colours go, what could deceive the eye is shown as `\u{…}`. */
export function escapeHostile(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(terminal, '')
    .replace(hostile, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
