import { Ban, Grid3x3, RotateCw, ScrollText, Server } from 'lucide-react';
import { useLocation } from 'wouter';
import { useCall, useMethod } from '../api.ts';
import { formatCounted } from '../format/numbers.ts';
import { describeServerState } from '../format/server-state.ts';
import { useToast } from '../ui/toasts.tsx';
import type { PaletteEntry } from './palette-entry.ts';

/** Of each server: open it, restart it, its log, who reaches it, what was refused. */
export function useServerEntries(): PaletteEntry[] {
  const [, go] = useLocation();
  const restart = useRestart();
  const { data } = useMethod('servers.list', {});
  return (data?.servers ?? []).flatMap(({ id, state, clients }): PaletteEntry[] => {
    const name = encodeURIComponent(id);
    const entry = (act: string, group: string, rest: Omit<PaletteEntry, 'id' | 'group'>) => ({
      id: `${act}-${id}`,
      group,
      ...rest,
    });
    return [
      entry('open', 'Servers', {
        icon: Server,
        label: `Open ${id}`,
        fact: describeServerState(state).word,
        run: () => go(`/servers?server=${name}`),
      }),
      entry('restart', 'Servers', {
        icon: RotateCw,
        label: `Restart ${id}`,
        run: () => void restart(id),
      }),
      entry('log', 'Servers', {
        icon: ScrollText,
        label: `Show log of ${id}`,
        run: () => go(`/servers?server=${name}&tab=log`),
      }),
      entry('reach', 'Access and audit', {
        icon: Grid3x3,
        label: `Who can reach ${id}?`,
        fact: formatCounted(clients, 'client'),
        run: () => go(`/access?server=${name}`),
      }),
      entry('refused', 'Access and audit', {
        icon: Ban,
        label: `Refused calls to ${id}`,
        run: () => go(`/audit?server=${name}&decision=refused`),
      }),
    ];
  });
}

/** Restarts a server; where it fails, its page says why. */
function useRestart(): (id: string) => Promise<void> {
  const [, go] = useLocation();
  const call = useCall();
  const toast = useToast();
  return async (id) => {
    try {
      await call('servers.restart', { id });
      toast({ text: `${id} restarted` });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      toast({ text: `${id} not restarted: ${why}`, tone: 'bad' });
      go(`/servers?server=${encodeURIComponent(id)}&tab=log`);
    }
  };
}
