import { Tabs as Radix } from 'radix-ui';
import { Activity, type ReactNode, useState } from 'react';
import { useShortcut } from '../keyboard/use-shortcut.ts';

export interface Tab<T extends string> {
  readonly value: T;
  readonly label: string;
  /** A count or a badge beside the label. */
  readonly mark?: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  tabs: readonly Tab<T>[];
  onChange: (value: T) => void;
}

/** Tabs of a drawer: the row of tabs stays, the content below scrolls. `[` and `]` step through them. */
export function Tabs<T extends string>({ label, value, tabs, onChange }: TabsProps<T>) {
  const choose = (next: string | undefined) => {
    const chosen = tabs.find((tab) => tab.value === next);
    if (chosen) onChange(chosen.value);
  };
  const [visited, setVisited] = useState<ReadonlySet<T>>(new Set([value]));
  if (!visited.has(value)) setVisited(new Set([...visited, value]));
  const at = tabs.findIndex((tab) => tab.value === value);
  useShortcut({ keys: '[', label: 'Previous tab' }, () => choose(tabs[at - 1]?.value));
  useShortcut({ keys: ']', label: 'Next tab' }, () => choose(tabs[at + 1]?.value));
  return (
    <Radix.Root value={value} onValueChange={choose} className="flex min-h-0 flex-1 flex-col">
      <Radix.List aria-label={label} className="flex flex-none gap-18 border-line border-b px-20">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-1 inline-flex h-34 items-center gap-6 border-transparent border-b-2 font-500 text-12 text-ink-2 hover:text-ink data-[state=active]:border-ink data-[state=active]:font-600 data-[state=active]:text-ink"
          >
            {tab.label}
            {tab.mark !== undefined && <span className="font-400 text-ink-3">{tab.mark}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          forceMount
          className="min-h-0 flex-1 scroll-pb-64 overflow-y-auto px-20 py-16 data-[state=inactive]:hidden"
        >
          {/* Hidden, not left: what a person has typed outlives a look at another tab. */}
          {visited.has(tab.value) && (
            <Activity mode={tab.value === value ? 'visible' : 'hidden'}>{tab.content}</Activity>
          )}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
