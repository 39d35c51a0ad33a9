import { Keyboard, MonitorSmartphone, RotateCw, Server, SunMoon } from 'lucide-react';
import { useLocation } from 'wouter';
import { useCall, useMethod } from '../api.ts';
import { describeServerState } from '../format/server-state.ts';
import { usePreferences } from '../preferences.ts';
import { useToast } from '../ui/toasts.tsx';
import { views } from '../views.ts';
import type { PaletteEntry } from './palette-entry.ts';

/** What the palette offers in every view: the views, each server and client, and a few acts. */
export function useBuiltInEntries(onShortcuts: () => void): PaletteEntry[] {
  const [, go] = useLocation();
  const [{ theme }, setPreferences] = usePreferences();
  const nextTheme = theme === 'dark' ? 'light' : 'dark';
  const acts: PaletteEntry[] = [
    {
      id: 'act-theme',
      group: 'Actions',
      icon: SunMoon,
      label: `Use the ${nextTheme} theme`,
      run: () => setPreferences({ theme: nextTheme }),
    },
    {
      id: 'act-shortcuts',
      group: 'Actions',
      icon: Keyboard,
      label: 'Show all shortcuts',
      keys: '?',
      run: onShortcuts,
    },
  ];
  const places = views.map(
    ({ id, title, icon, key, path }): PaletteEntry => ({
      id: `view-${id}`,
      group: 'Views',
      icon,
      label: title,
      keys: `g ${key}`,
      run: () => go(path),
    }),
  );
  return [...places, ...useServerEntries(), ...useClientEntries(), ...acts];
}

function useServerEntries(): PaletteEntry[] {
  const [, go] = useLocation();
  const call = useCall();
  const toast = useToast();
  const { data } = useMethod('servers.list', {});
  const restart = async (id: string) => {
    try {
      await call('servers.restart', { id });
      toast({ text: `${id} restarted` });
    } catch (error) {
      toast({ text: `${id} not restarted: ${String(error)}`, tone: 'bad' });
      go(`/servers?server=${encodeURIComponent(id)}`);
    }
  };
  return (data?.servers ?? []).flatMap(({ id, state }): PaletteEntry[] => [
    {
      id: `server-${id}`,
      group: 'Servers',
      icon: Server,
      label: `Open ${id}`,
      fact: describeServerState(state).word,
      run: () => go(`/servers?server=${encodeURIComponent(id)}`),
    },
    {
      id: `restart-${id}`,
      group: 'Servers',
      icon: RotateCw,
      label: `Restart ${id}`,
      run: () => void restart(id),
    },
  ]);
}

function useClientEntries(): PaletteEntry[] {
  const [, go] = useLocation();
  const { data } = useMethod('clients.list', {});
  return (data?.clients ?? []).map(({ id, app, enabled }) => ({
    id: `client-${id}`,
    group: 'Clients',
    icon: MonitorSmartphone,
    label: `Open ${id}`,
    fact: enabled ? (app ?? 'Custom client') : 'Disabled',
    run: () => go(`/clients?client=${encodeURIComponent(id)}`),
  }));
}
