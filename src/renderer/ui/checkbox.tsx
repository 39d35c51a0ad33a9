import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useId } from 'react';

export interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
}

/** A yes or no that takes effect with the form around it; what takes effect at once is a switch. */
export function Checkbox({ checked, onChange, label, hint }: CheckboxProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-8">
      <span className="relative mt-2 grid size-16 flex-none">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
          aria-describedby={hint === undefined ? undefined : `${id}hint`}
          className="peer size-16 appearance-none rounded-4 border border-control bg-bg checked:border-ink checked:bg-ink"
        />
        <Check
          size={12}
          strokeWidth={3}
          className="pointer-events-none absolute top-2 left-2 hidden text-ink-inv peer-checked:block"
          aria-hidden
        />
      </span>
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p id={`${id}hint`} className="text-12 text-ink-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
