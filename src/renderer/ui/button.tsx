import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { type ButtonLook, buttonClass } from './button-class.ts';
import { KeyHint } from './key-hint.tsx';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'>, ButtonLook {
  icon?: LucideIcon | undefined;
  /** The shortcut that does the same. */
  keys?: string | undefined;
  /** The act is under way: a spinner, the same width, no second click. */
  working?: boolean | undefined;
  /** Why it cannot be done now; shown on hover and focus. The button stays reachable by keyboard. */
  disabledReason?: string | null | undefined;
}

/** A verb with its object. */
export function Button({
  tone,
  size,
  square,
  icon: Icon,
  keys,
  working = false,
  disabledReason,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const off = working || Boolean(disabledReason);
  const iconSize = size === 'large' ? 16 : 14;
  return (
    <Tooltip text={disabledReason}>
      <button
        type="button"
        {...rest}
        aria-disabled={off || undefined}
        aria-busy={working || undefined}
        onClick={off ? (event) => event.preventDefault() : onClick}
        className={clsx(buttonClass({ tone, size, square }), className)}
      >
        {working && <Spinner className={Icon ? 'mx-2' : 'absolute'} />}
        {Icon && !working && <Icon size={iconSize} aria-hidden />}
        {working && !Icon ? <span className="flex min-w-0 opacity-0">{children}</span> : children}
        {keys !== undefined && <KeyHint keys={keys} />}
      </button>
    </Tooltip>
  );
}
