/** The row that a key leads to from `current`, or undefined where the key is none of ours or leads nowhere. */
export function nextRow(
  ids: readonly string[],
  current: string | undefined,
  key: string,
): string | undefined {
  const at = current === undefined ? -1 : ids.indexOf(current);
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return ids[at + 1];
    case 'ArrowUp':
    case 'k':
      return at > 0 ? ids[at - 1] : undefined;
    case 'Home':
      return ids[0];
    case 'End':
      return ids.at(-1);
    default:
      return undefined;
  }
}
