import { type RefObject, useEffect, useRef } from 'react';

/** For the element around the views: it takes the focus when what had it goes with its view or its row, so that it is never nowhere. */
export function useKeptFocus(): RefObject<HTMLElement | null> {
  const around = useRef<HTMLElement>(null);
  useEffect(() => {
    const box = around.current;
    if (box === null) return;
    let focused: Node | null = null;
    const onFocusIn = ({ target }: FocusEvent) => {
      focused = target instanceof Node ? target : null;
    };
    const changes = new MutationObserver(() => {
      if (focused === null || focused.isConnected) return;
      focused = null;
      if (document.activeElement === document.body) box.focus({ preventScroll: true });
    });
    box.addEventListener('focusin', onFocusIn);
    changes.observe(box, { childList: true, subtree: true });
    return () => {
      box.removeEventListener('focusin', onFocusIn);
      changes.disconnect();
    };
  }, []);
  return around;
}
