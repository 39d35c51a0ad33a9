/** Calls per minute as typed: null for none of its own, undefined for what is no limit. */
export function parseLimit(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const limit = Number(trimmed);
  return Number.isInteger(limit) && limit >= 0 && limit <= 1_000_000 ? limit : undefined;
}
