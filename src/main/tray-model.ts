import type { HostedEngine } from '../shared/desktop-contract.ts';
import { showHostileLine } from '../shared/hostile-characters.ts';

export type TrayIcon = 'running' | 'stopped' | 'attention';

export interface TrayServer {
  readonly id: string;
  readonly state: string;
  readonly detail: string;
  /** Definitions that wait for a person. */
  readonly toReview: number;
}

/** What the tray shows, as the engine last told it. */
export interface TrayState {
  readonly engine: HostedEngine;
  /** The /mcp endpoint, while it runs. */
  readonly url: string | null;
  /** What stands in the way of the whole engine: a held audit log, a refused registry. */
  readonly troubles: readonly string[];
  readonly servers: readonly TrayServer[];
  readonly clients: readonly string[];
  readonly login: { readonly supported: boolean; readonly open: boolean };
}

export type TrayAction =
  | { readonly do: 'start' | 'stop' | 'copyEndpoint' | 'quit' }
  | { readonly do: 'open'; readonly view?: string }
  | { readonly do: 'copySnippet'; readonly client: string }
  | { readonly do: 'restart'; readonly server: string }
  | { readonly do: 'openAtLogin'; readonly open: boolean };

/** One line of the menu. Without an action and without a submenu it only says something. */
export type TrayItem =
  | 'separator'
  | {
      readonly label: string;
      readonly action?: TrayAction;
      readonly checked?: boolean;
      readonly submenu?: readonly TrayItem[];
    };

export interface TrayModel {
  readonly icon: TrayIcon;
  /** The state in words, on one line. */
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

/** States of a server that a person has to hear of, in words. The others are well, or on their way. */
const faults: ReadonlyMap<string, string> = new Map([
  ['backoff', 'Backing off'],
  ['crashed', 'Crashed'],
  ['blocked', 'Blocked'],
  ['broken', 'Not in force'],
  ['needs_sign_in', 'Needs sign-in'],
  ['quarantined', 'Quarantined'],
]);
const words: ReadonlyMap<string, string> = new Map([
  ...faults,
  ['ready', 'Ready'],
  ['starting', 'Starting'],
  ['stopping', 'Stopping'],
  ['stopped', 'Stopped'],
  ['disabled', 'Disabled'],
]);
const longestLine = 80;

/** Menu, icon and tooltip of a state; exceptions come first (UI: tray). A pure function. */
export function toTrayModel(state: TrayState): TrayModel {
  const { engine } = state;
  if (engine.state !== 'running') return notRunning(state);
  const needs = needsOf(state);
  const proof = proofOf(state.servers);
  const why = needs.length === 0 ? 'running' : plural(needs.length, 'thing needs', 'things need');
  return {
    icon: needs.length === 0 ? 'running' : 'attention',
    tooltip: `LMCP: ${why}${needs.length === 0 ? '' : ' you'}${proof === '' ? '' : `, ${proof}`}`,
    menu: [
      ...(needs.length === 0 ? [] : [{ label: 'LMCP needs you' }, ...needs, 'separator' as const]),
      { label: `Running, ${state.url === null ? '' : new URL(state.url).host}` },
      { label: 'Stop gateway', action: { do: 'stop' } },
      { label: 'Copy endpoint', action: { do: 'copyEndpoint' } },
      ...snippetItems(state.clients),
      'separator',
      ...serverItems(state.servers),
      { label: 'Open LMCP', action: { do: 'open' } },
      ...loginItems(state.login),
      { label: 'Quit and stop gateway', action: { do: 'quit' } },
    ],
  };
}

function notRunning({ engine, login }: TrayState): TrayModel {
  const isFailed = engine.state === 'failed';
  const word = { starting: 'Starting', stopping: 'Stopping', failed: 'Could not start' };
  const label = engine.state in word ? word[engine.state as keyof typeof word] : 'Stopped';
  const reason = engine.error === null ? '' : line(engine.error.message);
  return {
    icon: isFailed ? 'attention' : 'stopped',
    tooltip: reason === '' ? `LMCP: ${label.toLowerCase()}` : `LMCP: ${reason}`,
    menu: [
      { label },
      ...(reason === '' ? [] : [{ label: reason }]),
      ...(engine.state === 'stopped' || isFailed
        ? [{ label: 'Start gateway', action: { do: 'start' } as const }]
        : []),
      'separator',
      { label: 'Open LMCP', action: { do: 'open' } },
      ...loginItems(login),
      { label: 'Quit', action: { do: 'quit' } },
    ],
  };
}

/** What waits for a person, most urgent first. */
function needsOf({ troubles, servers }: TrayState): TrayItem[] {
  const open = (label: string, view: string): TrayItem => ({
    label: line(label),
    action: { do: 'open', view },
  });
  return [
    ...troubles.map((trouble) => open(trouble, '')),
    ...servers
      .filter(({ state }) => faults.has(state))
      .map(({ id, state }) => open(`${id}: ${words.get(state)}`, 'servers')),
    ...servers
      .filter(({ toReview }) => toReview > 0)
      .map(({ id, toReview }) =>
        open(`${id}: ${plural(toReview, 'definition', 'definitions')} to review`, 'servers'),
      ),
  ];
}

function proofOf(servers: readonly TrayServer[]): string {
  const enabled = servers.filter(({ state }) => state !== 'disabled');
  if (enabled.length === 0) return '';
  const ready = enabled.filter(({ state }) => state === 'ready').length;
  return `${ready} of ${plural(enabled.length, 'server', 'servers')} ready`;
}

function snippetItems(clients: readonly string[]): TrayItem[] {
  if (clients.length === 0) return [];
  const submenu = clients.map((client) => ({
    label: client,
    action: { do: 'copySnippet', client } as const,
  }));
  return [{ label: 'Copy snippet for', submenu }];
}

function serverItems(servers: readonly TrayServer[]): TrayItem[] {
  if (servers.length === 0) return [];
  const loud = servers.filter(({ state }) => faults.has(state));
  const quiet = servers.filter(({ state }) => !faults.has(state)).map(serverItem);
  const rest: TrayItem[] =
    loud.length === 0 || quiet.length === 0
      ? quiet
      : [{ label: `${quiet.length} more`, submenu: quiet }];
  // A short menu shows all of them; a long one folds those that are well.
  const shown =
    loud.length === 0 && quiet.length > 6 ? [{ label: 'Show all', submenu: quiet }] : rest;
  return [
    { label: `Servers: ${proofOf(servers) || 'none enabled'}` },
    ...loud.map(serverItem),
    ...shown,
    'separator',
  ];
}

function serverItem({ id, state, detail }: TrayServer): TrayItem {
  const submenu: TrayItem[] = [
    ...(state === 'disabled' || state === 'broken'
      ? []
      : [{ label: 'Restart', action: { do: 'restart', server: id } as const }]),
    { label: 'Show in LMCP', action: { do: 'open', view: 'servers' } },
    ...(detail === '' ? [] : (['separator', { label: line(detail) }] as const)),
  ];
  return { label: `${id}: ${words.get(state) ?? state}`, submenu };
}

function loginItems({ supported, open }: TrayState['login']): TrayItem[] {
  if (!supported) return [];
  return [{ label: 'Open at login', checked: open, action: { do: 'openAtLogin', open: !open } }];
}

/** What came from outside, as one line that cannot pose as another. */
function line(text: string): string {
  const shown = showHostileLine(text);
  return shown.length <= longestLine ? shown : `${shown.slice(0, longestLine - 1)}…`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
