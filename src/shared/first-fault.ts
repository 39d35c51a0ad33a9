/** The first fault that `faultOf` finds, or null. */
export function firstFault<Item>(
  items: readonly Item[],
  faultOf: (item: Item) => string | null,
): string | null {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== null) return fault;
  }
  return null;
}
