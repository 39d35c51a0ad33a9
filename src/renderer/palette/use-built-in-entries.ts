import { CircleAlert, Copy, Keyboard, Link2, MonitorSmartphone, Plus, SunMoon } from 'lucide-react';
import { useLocation } from 'wouter';
import { useMethod } from '../api.ts';
import { describeAttention } from '../format/describe-attention.ts';
import { usePreferences } from '../preferences.ts';
import { useToast } from '../ui/toasts.tsx';
import { views } from '../views.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { useServerEntries } from './use-server-entries.ts';

/** What the palette offers in every view: what needs a person, the views, each server and client, and a few acts. */
export function useBuiltInEntries(onShortcuts: () => void): PaletteEntry[] {
  const needs = useNeedEntries();
  const places = useViewEntries();
  const servers = useServerEntries();
  const clients = useClientEntries();
  const acts = useActEntries(onShortcuts);
  return [...needs, ...places, ...servers, ...clients, ...acts];
}

function useNeedEntries(): PaletteEntry[] {
  const [, go] = useLocation();
  const { data } = useMethod('engine.overview', {});
  return (data?.attention ?? []).map((about) => {
    const { title, act } = describeAttention(about);
    return {
      id: `need-${about.id}`,
      group: 'Needs you',
      icon: CircleAlert,
      label: act.label,
      fact: title.replace(/\.$/, ''),
      keywords: [title],
      run: () => go(act.path),
    };
  });
}

function useViewEntries(): PaletteEntry[] {
  const [, go] = useLocation();
  return views.map(({ id, title, icon, key, path }) => ({
    id: `view-${id}`,
    group: 'Views',
    icon,
    label: title,
    keys: `g ${key}`,
    run: () => go(path),
  }));
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

function useActEntries(onShortcuts: () => void): PaletteEntry[] {
  const [, go] = useLocation();
  const toast = useToast();
  const [{ theme }, setPreferences] = usePreferences();
  const { data: status } = useMethod('engine.status', {});
  const nextTheme = theme === 'dark' ? 'light' : 'dark';
  const act = (id: string, entry: Omit<PaletteEntry, 'id' | 'group'>): PaletteEntry => ({
    id: `act-${id}`,
    group: 'Actions',
    ...entry,
  });
  const copyAddress = async (url: string) => {
    await navigator.clipboard.writeText(url);
    toast({ text: 'Address copied' });
  };
  const url = status?.url ?? null;
  const address =
    url === null
      ? []
      : [
          act('address', {
            icon: Copy,
            label: 'Copy the address',
            fact: url,
            run: () => void copyAddress(url),
          }),
        ];
  return [
    act('server', { icon: Plus, label: 'Add a server', run: () => go('/servers?add') }),
    act('client', { icon: Plus, label: 'Add a client', run: () => go('/clients?add') }),
    ...address,
    act('verify', { icon: Link2, label: 'Verify the audit log', run: () => go('/audit?verify') }),
    act('theme', {
      icon: SunMoon,
      label: `Use the ${nextTheme} theme`,
      run: () => setPreferences({ theme: nextTheme }),
    }),
    act('shortcuts', {
      icon: Keyboard,
      label: 'Show all shortcuts',
      keys: '?',
      run: onShortcuts,
    }),
  ];
}
