import type { PaletteEntry } from './palette-entry.ts';

const first = 'Needs you';

/** Entries under their headings, in the order in which headings come up; what needs a person goes before all. */
export function groupEntries(entries: readonly PaletteEntry[]): [string, PaletteEntry[]][] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.group);
    if (group) group.push(entry);
    else groups.set(entry.group, [entry]);
  }
  return [...groups].sort(([a], [b]) => Number(b === first) - Number(a === first));
}
