/**
 * Characters that make a person see another text than a model reads: controls, bidi controls, zero-width and other invisible
 * characters, tags, variation selectors (UP-8; Unicode `Default_Ignorable_Code_Point`). Line feed and tab are text. So is a
 * presentation selector where ordinary emoji are written with it: behind a pictograph, or inside a keycap.
 */
const suspect =
  /(?!\n|\t|(?<=\p{Extended_Pictographic})(?:\ufe0e|\ufe0f)|(?<=[0-9#*])\ufe0f\u20e3)[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb]/gu;

export type HostileKind =
  | 'control'
  | 'bidi'
  | 'zero-width'
  | 'tag'
  | 'variation selector'
  | 'invisible';

export interface HostileCharacter {
  kind: HostileKind;
  /** How it is shown: `\u{200B}`. */
  shown: string;
}

/** The distinct hostile characters of a text, in order of appearance, at most `limit`. */
export function findHostile(text: string, limit = 8): HostileCharacter[] {
  const found = new Map<string, HostileCharacter>();
  for (const [character] of text.matchAll(suspect)) {
    if (found.has(character)) continue;
    found.set(character, { kind: kindOf(character), shown: escapeOf(character) });
    if (found.size >= limit) break;
  }
  return [...found.values()];
}

/** The text with every hostile character shown as `\u{…}`: for logs, windows and exports, never for the wire. */
export function showHostile(text: string): string {
  return text.replace(suspect, escapeOf);
}

/** As `showHostile`, for text that must stay on one line: line feed and tab are shown too. */
export function showHostileLine(text: string): string {
  return showHostile(text).replace(/[\n\t]/g, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u{${codePoint(character).toString(16).toUpperCase()}}`;
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function kindOf(character: string): HostileKind {
  const code = codePoint(character);
  if (/\p{Cc}/u.test(character)) return 'control';
  if (/\p{Bidi_Control}/u.test(character)) return 'bidi';
  if ((code >= 0x200b && code <= 0x200d) || code === 0x2060 || code === 0xfeff) return 'zero-width';
  if (code >= 0xe0000 && code <= 0xe007f) return 'tag';
  if (/\p{Variation_Selector}/u.test(character)) return 'variation selector';
  return 'invisible';
}
