import { Wrench } from 'lucide-react';
import { useLocation } from 'wouter';
import type { ItemView } from '../../shared/contract-server-views.ts';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import { useMethod, useMethods } from '../api.ts';
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
  /** Some servers have not answered yet. */
  readonly reading: boolean;
}

/** The tools whose name was typed. No method hands out those of all servers; each is asked once something is typed. */
export function useToolEntries(typed: string): ToolEntries {
  const [, go] = useLocation();
  const { data: list } = useMethod('servers.list', {});
  const asked = (list?.servers ?? []).filter(({ tools }) =>
    Object.values(tools).some((count) => count > 0),
  );
  const { data, waiting } = useMethods(
    'servers.get',
    asked.map(({ id }) => ({ id })),
    { enabled: typed.trim() !== '' },
  );
  const tools = data.flatMap(({ server, tools }) =>
    tools.map(({ name, state }) => ({ server: server.id, name, state })),
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
  return { entries, total, reading: waiting };
}
