/** The number of a row as a person types it, `#48213`, `48,213` or `48213`; null for anything else. */
export function readSequence(typed: string): number | null {
  const digits = /^#?(\d[\d,]{0,18})$/.exec(typed.trim())?.[1]?.replaceAll(',', '');
  const seq = Number(digits ?? Number.NaN);
  return Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}
