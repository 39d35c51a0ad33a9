import { type ReactNode, useRef, useState } from 'react';
import { useShortcut } from '../keyboard/use-shortcut.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { SearchField } from '../ui/search-field.tsx';
import type { Listed } from './listed.ts';

export interface FilteredListProps<T> {
  listed: Listed;
  entries: readonly T[];
  /** What is looked at, in one text. */
  textOf: (entry: T) => string;
  /** The same in words, such as `names and applications`. */
  looksAt: string;
  /** The class for the width of the field. */
  fieldWidth: string;
  /** Enter in the filter opens the first that matches. */
  onOpen: (entry: T) => void;
  /** The rows of those that match. */
  children: (shown: readonly T[]) => ReactNode;
}

/** A list under a field that filters it by text. */
export function FilteredList<T>(props: FilteredListProps<T>) {
  const { listed, entries, textOf, looksAt, fieldWidth, onOpen, children } = props;
  const [filter, setFilter] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const label = `Filter ${listed.many}`;
  useShortcut({ keys: '/', label }, () => search.current?.focus());
  const wanted = filter.trim().toLowerCase();
  const shown = entries.filter((entry) => textOf(entry).toLowerCase().includes(wanted));
  return (
    <>
      <div className="flex flex-none px-24 py-10">
        <div className={`flex max-w-full ${fieldWidth}`}>
          <SearchField
            ref={search}
            label={label}
            value={filter}
            onChange={setFilter}
            onEnter={() => {
              const [first] = shown;
              if (first === undefined || wanted === '') return;
              // The keys are the list's from here on.
              search.current?.blur();
              onOpen(first);
            }}
          />
        </div>
      </div>
      {shown.length > 0 ? (
        children(shown)
      ) : (
        <Empty
          fill
          icon={listed.icon}
          title={`No ${listed.many} match`}
          action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
        >
          The filter looks at {looksAt}.
        </Empty>
      )}
    </>
  );
}
