import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { formatCount } from '../format/numbers.ts';
import { KeyHint } from '../ui/key-hint.tsx';
import { groupEntries } from './group-entries.ts';
import { useAddedEntries } from './palette-entries.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { rankMatch } from './rank-match.ts';
import { useBuiltInEntries } from './use-built-in-entries.ts';
import { useFirstRow } from './use-first-row.ts';
import { useRowEntry } from './use-row-entry.ts';
import { type ToolEntries, toolGroup, useToolEntries } from './use-tool-entries.ts';

export interface PaletteProps {
  onClose: () => void;
  onShortcuts: () => void;
}

/** ⌘K: go anywhere, do anything. Loaded when it is first opened. */
export function Palette({ onClose, onShortcuts }: PaletteProps) {
  const [opener] = useState(() => document.activeElement);
  const [typed, setTyped] = useState('');
  const rows = useFirstRow();
  const known = [...useAddedEntries(), ...useBuiltInEntries(onShortcuts)];
  const row = useRowEntry(typed);
  const tools = useToolEntries(typed);
  const entries = [...(row === null ? [] : [row]), ...known, ...tools.entries];
  const choose = (entry: PaletteEntry) => {
    onClose();
    entry.run();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // What was chosen may have taken the focus already.
            const isFree = document.activeElement === document.body;
            if (isFree && opener instanceof HTMLElement) opener.focus();
          }}
          className="fixed top-110 left-1/2 z-40 flex max-h-[calc(100%-10rem)] w-580 max-w-[calc(100%-3rem)] -translate-x-1/2 animate-pop flex-col overflow-hidden rounded-12 bg-raised shadow-3"
        >
          <Radix.Title className="sr-only">Search or run</Radix.Title>
          <Command
            loop
            label="Search or run"
            value={rows.selected}
            onValueChange={rows.setSelected}
            onKeyDown={rows.onKeyDown}
            filter={(_id, search, words) => rankMatch(words?.join(' ') ?? '', search)}
            className="flex min-h-0 flex-1 flex-col"
          >
            <div className="flex h-48 flex-none items-center gap-10 border-line border-b px-16">
              <Search size={16} className="text-ink-3" aria-hidden />
              <Command.Input
                value={typed}
                onValueChange={(text) => {
                  rows.startOver();
                  setTyped(text);
                }}
                placeholder="Search or run"
                className="min-w-0 flex-1 bg-transparent text-15 outline-none"
              />
              <span className="rounded-4 bg-pressed px-6 py-1">
                <KeyHint keys="escape" />
              </span>
            </div>
            <div {...rows.list} className="contents">
              <Command.List className="min-h-0 flex-1 overflow-y-auto p-6 [scroll-padding-block:0.5rem]">
                <Command.Empty className="px-12 py-24 text-center text-12 text-ink-3">
                  {tools.reading ? 'Reading the tools of the servers' : 'Nothing matches'}
                </Command.Empty>
                {groupEntries(entries).map(([group, members]) => (
                  <Command.Group
                    key={group}
                    heading={group === toolGroup ? headTools(tools) : group}
                    className="**:[[cmdk-group-heading]]:px-12 **:[[cmdk-group-heading]]:pt-8 **:[[cmdk-group-heading]]:pb-4 **:[[cmdk-group-heading]]:font-500 **:[[cmdk-group-heading]]:text-11 **:[[cmdk-group-heading]]:text-ink-3"
                  >
                    {members.map((entry) => (
                      <PaletteRow key={entry.id} entry={entry} onChoose={() => choose(entry)} />
                    ))}
                  </Command.Group>
                ))}
              </Command.List>
            </div>
          </Command>
          <PaletteFoot />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function headTools({ entries, total }: ToolEntries): string {
  if (total === entries.length) return toolGroup;
  return `${toolGroup}, ${formatCount(entries.length)} of ${formatCount(total)}`;
}

function PaletteRow({ entry, onChoose }: { entry: PaletteEntry; onChoose: () => void }) {
  const { id, icon: Icon, label, fact, keywords = [], keys } = entry;
  return (
    <Command.Item
      value={id}
      keywords={[label, ...keywords]}
      onSelect={onChoose}
      className="group flex h-36 cursor-default items-center gap-10 rounded-6 px-12 data-[selected=true]:bg-pressed"
    >
      <Icon size={16} className="text-ink-2" aria-hidden />
      {/* The end of a name is what tells two of them apart: where it comes from gives way first. */}
      <span
        className="max-w-4/5 flex-none truncate group-data-[selected=true]:font-550"
        title={label}
      >
        {label}
      </span>
      {fact !== undefined && (
        <span
          className="truncate text-12 text-ink-3 group-data-[selected=true]:text-ink-2"
          title={fact}
        >
          {fact}
        </span>
      )}
      <span className="ml-auto flex flex-none gap-4 text-ink-3 group-data-[selected=true]:text-ink-2">
        {keys !== undefined && <KeyHint keys={keys.replaceAll(' ', '+')} />}
        <KeyHint keys="enter" className="hidden group-data-[selected=true]:inline" />
      </span>
    </Command.Item>
  );
}

function PaletteFoot() {
  return (
    <div className="flex h-34 flex-none items-center gap-16 border-line border-t px-16 text-11 text-ink-3">
      <span>
        <KeyHint keys="up" />
        <KeyHint keys="down" /> move
      </span>
      <span>
        <KeyHint keys="enter" /> run
      </span>
      <span className="ml-auto">
        <KeyHint keys="?" /> all shortcuts
      </span>
    </div>
  );
}
