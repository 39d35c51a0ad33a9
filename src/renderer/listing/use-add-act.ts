import { Plus } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useShortcut } from '../keyboard/use-shortcut.ts';
import { usePaletteEntries } from '../palette/palette-entries.ts';
import type { Listed } from './listed.ts';

/** Offers the act that adds an entry by its key and in the command palette, while the view is open; null: it cannot be done now. */
export function useAddAct({ one, many, title }: Listed, add: (() => void) | null): void {
  const label = `Add a ${one}`;
  const enabled = add !== null;
  useShortcut({ keys: 'n', label, enabled }, () => add?.());
  const latest = useRef(add);
  useEffect(() => {
    latest.current = add;
  });
  const entries = useMemo(() => {
    if (!enabled) return [];
    const run = () => latest.current?.();
    return [{ id: `${many}-add`, group: title, icon: Plus, label, keys: 'n', run }];
  }, [many, title, label, enabled]);
  usePaletteEntries(entries);
}
