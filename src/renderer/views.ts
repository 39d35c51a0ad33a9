import {
  Grid3x3,
  LayoutDashboard,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  Server,
  Settings,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface View {
  readonly id: string;
  readonly title: string;
  /** One segment under the base, so that relative assets resolve on every page; details go into the search part. */
  readonly path: `/${string}`;
  readonly icon: LucideIcon;
  /** The letter that goes there after G. */
  readonly key: string;
  readonly component: LazyExoticComponent<ComponentType>;
}

/** Every view, in the order of the sidebar. Each is loaded on its first visit. */
export const views = [
  {
    id: 'overview',
    title: 'Overview',
    path: '/',
    icon: LayoutDashboard,
    key: 'o',
    component: lazy(async () => ({
      default: (await import('./features/overview/overview-view.tsx')).OverviewView,
    })),
  },
  {
    id: 'servers',
    title: 'Servers',
    path: '/servers',
    icon: Server,
    key: 's',
    component: lazy(async () => ({
      default: (await import('./features/servers/servers-view.tsx')).ServersView,
    })),
  },
  {
    id: 'clients',
    title: 'Clients',
    path: '/clients',
    icon: MonitorSmartphone,
    key: 'c',
    component: lazy(async () => ({
      default: (await import('./features/clients/clients-view.tsx')).ClientsView,
    })),
  },
  {
    id: 'access',
    title: 'Access',
    path: '/access',
    icon: Grid3x3,
    key: 'a',
    component: lazy(async () => ({
      default: (await import('./features/access/access-view.tsx')).AccessView,
    })),
  },
  {
    id: 'audit',
    title: 'Audit',
    path: '/audit',
    icon: ScrollText,
    key: 'u',
    component: lazy(async () => ({
      default: (await import('./features/audit/audit-view.tsx')).AuditView,
    })),
  },
  {
    id: 'settings',
    title: 'Settings',
    path: '/settings',
    icon: Settings,
    key: 't',
    component: lazy(async () => ({
      default: (await import('./features/settings/settings-view.tsx')).SettingsView,
    })),
  },
] as const satisfies readonly View[];
