import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { IconButton } from './icon-button.tsx';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  /** The question or the act. */
  title: ReactNode;
  /** One sentence under the title. */
  fact?: ReactNode;
  size?: 'normal' | 'wide';
  /** `DialogBody` and `DialogFoot`. */
  children: ReactNode;
}

const widths = { normal: 'w-600', wide: 'w-640' };

/** A modal dialog; Esc closes it and the focus returns to what opened it. Dialogs are never stacked. */
export function Dialog({ open, onClose, ...content }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        {/* Radix's own overlay writes a style element, which the content security policy forbids. */}
        <div className="fixed inset-0 z-40 bg-scrim" />
        <DialogContent onClose={onClose} {...content} />
      </Radix.Portal>
    </Radix.Root>
  );
}

function DialogContent(props: Omit<DialogProps, 'open'>) {
  const { onClose, title, fact, size = 'normal', children } = props;
  const box = useRef<HTMLDivElement>(null);
  const [opener] = useState(() => openerOf(document.activeElement));
  return (
    <Radix.Content
      ref={box}
      tabIndex={-1}
      aria-describedby={undefined}
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        // A person begins with the first field; a button is never under the finger by itself.
        (box.current?.querySelector<HTMLElement>(firstField) ?? box.current)?.focus();
      }}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        returnFocus(opener);
      }}
      className={clsx(
        'fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100%-3rem)] max-w-[calc(100%-3rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-12 bg-raised shadow-3 outline-none',
        widths[size],
      )}
    >
      <div className="flex flex-none items-start gap-10 px-20 pt-18 pb-6">
        <div className="min-w-0 flex-1">
          <Radix.Title className="font-620 text-15">{title}</Radix.Title>
          {fact !== undefined && <p className="mt-2 text-12 text-ink-3">{fact}</p>}
        </div>
        <div className="-mt-2 -mr-6">
          <IconButton icon={X} label="Close" size="small" onClick={onClose} />
        </div>
      </div>
      {children}
    </Radix.Content>
  );
}

/** What asked for the dialog; for an entry of a menu, which closes with its choice, the button of the menu. */
function openerOf(focused: Element | null): Element | null {
  const menu = focused?.closest('[role=menu]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
}

/** Back to the opener; to the view where that is gone. */
function returnFocus(opener: Element | null): void {
  if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  else document.querySelector('main')?.focus({ preventScroll: true });
}

const firstField = 'input:not([type=checkbox], [type=radio], :disabled), textarea, select';

/** The part that scrolls. */
export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="min-h-0 flex-1 overflow-y-auto px-20 pt-10 pb-18">{children}</div>;
}

export interface DialogFootProps {
  /** The consequence, at the left. */
  fact?: ReactNode;
  /** Cancel, then the act. */
  children: ReactNode;
}

export function DialogFoot({ fact, children }: DialogFootProps) {
  return (
    <div className="flex flex-none items-center gap-8 border-line border-t px-20 py-12">
      <div className={clsx('flex-1 text-12 text-ink-3', fact !== undefined && 'min-w-1/4')}>
        {fact}
      </div>
      {children}
    </div>
  );
}
