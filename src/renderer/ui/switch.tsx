import clsx from 'clsx';
import { Switch as Radix } from 'radix-ui';
import { useFieldLinks } from './field.tsx';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

export interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Its name, where no field or row gives it one. */
  label?: string;
  /** The engine has not answered yet; the switch shows what is in force until then. */
  working?: boolean;
  disabledReason?: string | null | undefined;
}

/** On or off, in ink: being enabled is not being proven. */
export function Switch({ checked, onChange, label, working = false, disabledReason }: SwitchProps) {
  const off = working || Boolean(disabledReason);
  return (
    <Tooltip text={disabledReason}>
      <Radix.Root
        {...useFieldLinks()}
        aria-label={label}
        aria-disabled={off || undefined}
        aria-busy={working || undefined}
        checked={checked}
        onCheckedChange={(next) => {
          if (!off) onChange(next);
        }}
        className="relative inline-block h-18 w-30 flex-none rounded-full bg-control transition-colors before:absolute before:-inset-3 before:content-[''] aria-disabled:opacity-60 data-[state=checked]:bg-ink"
      >
        <Radix.Thumb
          className={clsx(
            'grid size-14 translate-x-2 place-items-center rounded-full transition-transform duration-140',
            'data-[state=checked]:translate-x-14 data-[state=checked]:bg-ink-inv data-[state=unchecked]:bg-on-fill',
            checked ? 'text-ink' : 'text-control',
          )}
        >
          {working && <Spinner />}
        </Radix.Thumb>
      </Radix.Root>
    </Tooltip>
  );
}
