import { BadgeCheck, Download, Pause } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { usePaletteEntries } from '../../palette/palette-entries.ts';

export interface AuditActs {
  onPause: () => void;
  onAsk: (asked: 'verify' | 'export') => void;
}

/** Offers the acts of the log in the command palette, while the view is open. */
export function useAuditEntries(acts: AuditActs): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  const entries = useMemo(() => {
    const entry = { group: 'Audit' };
    return [
      {
        ...entry,
        id: 'audit-pause',
        icon: Pause,
        label: 'Pause or resume the live tail',
        keys: 'space',
        run: () => latest.current.onPause(),
      },
      {
        ...entry,
        id: 'audit-verify',
        icon: BadgeCheck,
        label: 'Verify the audit log',
        run: () => latest.current.onAsk('verify'),
      },
      {
        ...entry,
        id: 'audit-export',
        icon: Download,
        label: 'Export the audit log',
        run: () => latest.current.onAsk('export'),
      },
    ];
  }, []);
  usePaletteEntries(entries);
}
