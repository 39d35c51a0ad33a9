import { Wrench } from 'lucide-react';
import { useLocation } from 'wouter';
import type { ItemView } from '../../shared/contract-server-views.ts';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import { useMethod } from '../api.ts';
import { viewPath } from '../format/view-path.ts';
import { findTools } from './find-tools.ts';
import type { PaletteEntry } from './palette-entry.ts';

export const toolGroup = 'Tools';

/** More would push all else out of view; what is typed narrows them. */
const shownTools = 8;

const states: Readonly<Record<ItemView['state'], string>> = {
  approved: '',
  changed: ', withdrawn',
  pending: ', waits for review',
  refused: ', refused',
};

export interface ToolEntries {
  readonly entries: readonly PaletteEntry[];
  /** How many tools match, shown or not. */
  readonly total: number;
  /** They are not there yet. */
  readonly reading: boolean;
}

/** The tools whose name was typed, of all servers; asked once something is typed. */
export function useToolEntries(typed: string): ToolEntries {
  const [, go] = useLocation();
  const enabled = typed.trim() !== '';
  const { data, isPending } = useMethod('servers.tools', {}, { enabled });
  const tools = (data?.servers ?? []).flatMap(({ id, tools }) =>
    tools.map(({ name, state }) => ({ server: id, name, state })),
  );
  const { shown, total } = findTools(tools, typed, shownTools);
  const entries = shown.map(
    ({ server, name, state }): PaletteEntry => ({
      id: `tool-${server}/${name}`,
      group: toolGroup,
      icon: Wrench,
      label: `Open ${showHostileLine(name)}`,
      fact: `of ${server}${states[state]}`,
      keywords: [name, server],
      run: () => go(viewPath('/servers', { server, tool: name })),
    }),
  );
  return { entries, total, reading: enabled && isPending };
}
