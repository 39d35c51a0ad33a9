import { CircleHelp, History } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { usePaletteEntries } from '../../palette/palette-entries.ts';

/** What the palette offers while the matrix is open. */
export function useAccessEntries(onHistory: () => void, onExplain: () => void): void {
  const acts = useRef({ onHistory, onExplain });
  useEffect(() => {
    acts.current = { onHistory, onExplain };
  });
  const entries = useMemo(() => {
    const history = { label: 'Show the history of access', run: () => acts.current.onHistory() };
    const explain = { label: 'Explain a call', run: () => acts.current.onExplain() };
    return [
      { id: 'access-history', group: 'Access', icon: History, ...history },
      { id: 'access-explain', group: 'Access', icon: CircleHelp, ...explain },
    ];
  }, []);
  usePaletteEntries(entries);
}
