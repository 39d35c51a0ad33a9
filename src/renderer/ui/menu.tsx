import clsx from 'clsx';
import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { KeyHint } from './key-hint.tsx';

export interface MenuProps {
  /** One button; it says by itself whether the menu is open. */
  trigger: ReactNode;
  align?: 'start' | 'end';
  children: ReactNode;
}

/** A list of acts or choices under its button. */
export function Menu({ trigger, align = 'end', children }: MenuProps) {
  return (
    // Not modal: the scroll lock of a modal menu writes a style element, which the content security policy forbids.
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-160 max-w-320 animate-pop overflow-y-auto rounded-8 bg-raised p-4 shadow-2"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemClass =
  'flex h-28 cursor-default select-none items-center gap-8 rounded-6 px-8 text-12 outline-none data-[disabled]:opacity-45 data-[highlighted]:bg-hover';

export interface MenuItemProps {
  icon?: LucideIcon;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({
  icon: Icon,
  keys,
  danger,
  disabled,
  onSelect,
  children,
}: MenuItemProps) {
  return (
    <Radix.Item
      disabled={disabled ?? false}
      onSelect={onSelect}
      className={clsx(itemClass, danger && 'text-red')}
    >
      {Icon && <Icon size={14} className={danger ? '' : 'text-ink-2'} aria-hidden />}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys !== undefined && <KeyHint keys={keys} />}
    </Radix.Item>
  );
}

export interface MenuChoiceProps {
  value: string | null;
  /** In the order in which they are listed. */
  choices: readonly { readonly value: string; readonly label: ReactNode }[];
  onChange: (value: string) => void;
}

/** One of several values, the present one ticked. */
export function MenuChoice({ value, choices, onChange }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value ?? ''} onValueChange={onChange}>
      {choices.map((choice) => (
        <Radix.RadioItem key={choice.value} value={choice.value} className={itemClass}>
          <span className="grid w-14 place-items-center">
            <Radix.ItemIndicator>
              <Check size={12} strokeWidth={2.25} aria-hidden />
            </Radix.ItemIndicator>
          </span>
          <span className="min-w-0 flex-1 truncate">{choice.label}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** Rules off what comes next. */
export function MenuSeparator() {
  return <Radix.Separator className="-mx-4 my-4 h-1 bg-line" />;
}
