import {
  Grid3x3,
  LayoutDashboard,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  Server,
  Settings,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { createChunk } from './chunk.tsx';

export interface View {
  readonly id: string;
  readonly title: string;
  /** One segment under the base, so that relative assets resolve on every page; details go into the search part. */
  readonly path: `/${string}`;
  /** The letter that goes there after G. */
  readonly key: string;
  readonly icon: LucideIcon;
  /** Fetches its code; the second time costs nothing. */
  readonly load: () => Promise<unknown>;
  readonly component: ComponentType;
}

function view(
  id: string,
  title: string,
  path: View['path'],
  key: string,
  icon: LucideIcon,
  fetch: () => Promise<ComponentType>,
): View {
  const { load, Component: component } = createChunk(fetch);
  return { id, title, path, key, icon, load, component };
}

const overview = async () => (await import('./features/overview/overview-view.tsx')).OverviewView;
const servers = async () => (await import('./features/servers/servers-view.tsx')).ServersView;
const clients = async () => (await import('./features/clients/clients-view.tsx')).ClientsView;
const access = async () => (await import('./features/access/access-view.tsx')).AccessView;
const audit = async () => (await import('./features/audit/audit-view.tsx')).AuditView;
const settings = async () => (await import('./features/settings/settings-view.tsx')).SettingsView;

/** Every view, in the order of the sidebar. Each is loaded on its first visit. */
export const views: readonly View[] = [
  view('overview', 'Overview', '/', 'o', LayoutDashboard, overview),
  view('servers', 'Servers', '/servers', 's', Server, servers),
  view('clients', 'Clients', '/clients', 'c', MonitorSmartphone, clients),
  view('access', 'Access', '/access', 'a', Grid3x3, access),
  view('audit', 'Audit', '/audit', 'u', ScrollText, audit),
  view('settings', 'Settings', '/settings', 't', Settings, settings),
];
