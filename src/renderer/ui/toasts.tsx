import { Check, TriangleAlert } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useContext, useRef, useState } from 'react';
import { Button } from './button.tsx';

const shownMs = 6_000;

export interface ToastContent {
  /** What the person just did, in one sentence. */
  readonly text: string;
  /** `bad` only beside a place that says the same: an error is never only a toast. */
  readonly tone?: 'good' | 'bad';
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface ShownToast extends ToastContent {
  readonly id: number;
}

interface ToastDesk {
  readonly show: (toast: ToastContent) => void;
  readonly clear: () => void;
}

const ToastContext = createContext<ToastDesk | null>(null);

/** Shows a toast for six seconds; hovering holds it. */
export function useToast(): ToastDesk['show'] {
  return useToastDesk().show;
}

/** Takes all of them away. */
export function useClearToasts(): ToastDesk['clear'] {
  return useToastDesk().clear;
}

function useToastDesk(): ToastDesk {
  const desk = useContext(ToastContext);
  if (desk === null) throw new Error('no toasts above this component');
  return desk;
}

/**
 * Where toasts appear: at the foot of the list, above what a view pins there and clear of drawers, under dialogs; newest last, at
 * most three. F8 goes there. Esc takes the newest away before it does anything else.
 */
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const [desk] = useState<ToastDesk>(() => ({
    show: (toast) =>
      setToasts((shown) => [...shown.slice(-2), { ...toast, id: (shown.at(-1)?.id ?? 0) + 1 }]),
    clear: () => setToasts([]),
  }));
  const drop = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id));

  return (
    <ToastContext value={desk}>
      <Radix.Provider duration={shownMs} swipeDirection="left" label="Notice">
        {children}
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onDone={() => drop(toast.id)} />
        ))}
        <Radix.Viewport className="pointer-events-none fixed bottom-76 left-76 z-30 flex max-w-352 flex-col items-start gap-8 wide:left-224" />
      </Radix.Provider>
    </ToastContext>
  );
}

function ToastCard({ toast, onDone }: { toast: ShownToast; onDone: () => void }) {
  const { tone = 'good', text, action } = toast;
  const card = useRef<HTMLLIElement>(null);
  const onEscape = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    // The key is spent: neither the drawer below nor a field takes it as well.
    event.preventDefault();
    if (card.current?.contains(document.activeElement)) card.current.parentElement?.focus();
    onDone();
  };
  return (
    <Radix.Root
      ref={card}
      onEscapeKeyDown={onEscape}
      onOpenChange={(open) => !open && onDone()}
      className="pointer-events-auto flex animate-pop items-center gap-10 rounded-8 bg-raised py-8 pr-10 pl-12 text-12 shadow-2"
    >
      {tone === 'good' ? (
        <Check size={14} className="text-green" aria-hidden />
      ) : (
        <TriangleAlert size={14} className="text-red" aria-hidden />
      )}
      <Radix.Description className="min-w-0 break-words">{text}</Radix.Description>
      {action && (
        <Radix.Action asChild altText={action.label}>
          <Button tone="ghost" size="small" onClick={action.run}>
            {action.label}
          </Button>
        </Radix.Action>
      )}
    </Radix.Root>
  );
}
