import { BadgeCheck, Download, Pause } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { usePaletteEntries } from '../../palette/palette-entries.ts';

export interface AuditActs {
  onPause: () => void;
  /** Null: nothing can be asked now. */
  onAsk: ((asked: 'verify' | 'export') => void) | null;
}

/** Offers the acts of the log in the command palette, while the view is open. */
export function useAuditEntries(acts: AuditActs): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  const canAsk = acts.onAsk !== null;
  const entries = useMemo(() => {
    const entry = { group: 'Audit' };
    const pause = {
      ...entry,
      id: 'audit-pause',
      icon: Pause,
      label: 'Pause or resume the live tail',
      keys: 'space',
      run: () => latest.current.onPause(),
    };
    if (!canAsk) return [pause];
    return [
      pause,
      {
        ...entry,
        id: 'audit-verify',
        icon: BadgeCheck,
        label: 'Verify the audit log',
        run: () => latest.current.onAsk?.('verify'),
      },
      {
        ...entry,
        id: 'audit-export',
        icon: Download,
        label: 'Export the audit log',
        run: () => latest.current.onAsk?.('export'),
      },
    ];
  }, [canAsk]);
  usePaletteEntries(entries);
}
