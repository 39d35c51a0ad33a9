import { Search } from 'lucide-react';
import type { RefObject } from 'react';
import { controlClass } from './control-class.ts';
import { KeyHint } from './key-hint.tsx';

export interface SearchFieldProps {
  /** What it filters: `Filter servers`. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Enter: goes to what was found. */
  onEnter?: () => void;
  ref?: RefObject<HTMLInputElement | null>;
}

/** The filter of a list. Esc clears it, then leaves it. `/` reaches it where the view registers that shortcut. */
export function SearchField({ label, value, onChange, onEnter, ref }: SearchFieldProps) {
  return (
    <div className="relative min-w-0 flex-1 text-12">
      <Search
        size={14}
        className="pointer-events-none absolute top-7 left-8 text-ink-3"
        aria-hidden
      />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.();
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.preventDefault();
          if (value === '') event.currentTarget.blur();
          else onChange('');
        }}
        className={controlClass(
          'peer h-28 w-full appearance-none border-line-2 pr-24 pl-30 [&::-webkit-search-cancel-button]:hidden',
        )}
      />
      {value === '' && (
        <KeyHint
          keys="/"
          className="pointer-events-none absolute top-6 right-9 peer-focus:hidden"
        />
      )}
    </div>
  );
}
