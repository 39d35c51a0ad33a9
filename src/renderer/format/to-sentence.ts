/** Text that may end with a point or a question mark of its own, as a sentence. */
export function toSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
