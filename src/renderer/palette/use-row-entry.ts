import { ScrollText } from 'lucide-react';
import { useLocation } from 'wouter';
import { formatSequence } from '../format/identifiers.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { readSequence } from './read-sequence.ts';

/** The row of the log whose number was typed, such as `#48213`. */
export function useRowEntry(typed: string): PaletteEntry | null {
  const [, go] = useLocation();
  const seq = readSequence(typed);
  if (seq === null) return null;
  return {
    id: `row-${seq}`,
    group: 'Access and audit',
    icon: ScrollText,
    label: `Open row ${formatSequence(seq)}`,
    keywords: [typed],
    run: () => go(`/audit?seq=${seq}`),
  };
}
