import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface TooltipProps {
  /** What it says; without it the child stands alone. */
  text: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes a ref and can be focused. */
  children: ReactNode;
}

/** A sentence on hover and focus. Never the only place of a fact that matters. */
export function Tooltip({ text, side = 'top', children }: TooltipProps) {
  if (text === undefined || text === null || text === '') return children;
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-320 animate-fade break-words rounded-6 bg-ink px-8 py-5 text-12 text-ink-inv shadow-2"
        >
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
