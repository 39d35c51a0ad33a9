/**
 * How well words fit what was typed, 0 for not at all to 1: every typed word begins a word, or stands within one. Letters
 * that merely follow each other somewhere do not count: what is shown must be what was meant.
 */
export function rankMatch(text: string, typed: string): number {
  const lower = text.toLowerCase();
  const words = [...lower.split(/\s+/), ...lower.split(/[^\p{L}\p{N}#]+/u)];
  const wanted = typed.toLowerCase().trim().split(/\s+/);
  const ranks = wanted.map((want) => Math.max(...words.map((word) => rankWord(word, want))));
  return Math.min(...ranks);
}

function rankWord(word: string, want: string): number {
  if (word === want) return 1;
  if (word.startsWith(want)) return 0.8;
  return word.includes(want) ? 0.4 : 0;
}
