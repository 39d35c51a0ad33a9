import { ListFilter } from 'lucide-react';
import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { showHostileLine } from '../../../shared/hostile-characters.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import type { LogSearch } from './log-search.ts';
import { toWords } from './row-words.ts';

export interface NarrowMenuProps {
  row: AuditRowView;
  onNarrow: (change: Partial<LogSearch>) => void;
}

/** Filters the list by what this row has. */
export function NarrowMenu({ row, onNarrow }: NarrowMenuProps) {
  const { client, server, item, session, callId, kind } = row;
  const choices: readonly (readonly [string, Partial<LogSearch> | null])[] = [
    [`Only ${client}`, client === null ? null : { client }],
    [`Only ${server}`, server === null ? null : { server }],
    [`Only ${server} / ${item}`, server === null || item === null ? null : { server, item }],
    ['Only this session', session === null ? null : { session }],
    ['Only this call', callId === null ? null : { callId }],
    [`Only ${toWords(kind).toLowerCase()}`, { kind }],
  ];
  return (
    <Menu trigger={<IconButton icon={ListFilter} label="Filter by this row" />}>
      {choices.map(
        ([label, change]) =>
          change !== null && (
            <MenuItem key={label} onSelect={() => onNarrow(change)}>
              {showHostileLine(label)}
            </MenuItem>
          ),
      )}
    </Menu>
  );
}
