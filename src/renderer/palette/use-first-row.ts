import { type KeyboardEvent, useCallback, useRef, useState } from 'react';

const moves = new Set(['ArrowUp', 'ArrowDown', 'Home', 'End']);
const movesWithControl = new Set(['n', 'p', 'j', 'k']);

/**
 * Which row is selected: the first one, also when it arrives late, until the person goes to another. Enter then runs what
 * stands at the top, never what stood there a moment ago.
 */
export function useFirstRow() {
  const [selected, setSelected] = useState('');
  const moved = useRef(false);
  const onMove = useCallback(() => {
    moved.current = true;
  }, []);
  /** The rows are put in order where they stand, so that the first is known only there. */
  const listRef = useCallback((list: HTMLElement | null) => {
    if (list === null) return;
    const observer = new MutationObserver(() => {
      const first = list.querySelector('[cmdk-item]')?.getAttribute('data-value');
      if (!moved.current && first != null) setSelected(first);
    });
    observer.observe(list, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return {
    selected,
    setSelected,
    /** For what was typed anew the first row counts again. */
    startOver: () => {
      moved.current = false;
    },
    onKeyDown: ({ key, ctrlKey }: KeyboardEvent) => {
      if (moves.has(key) || (ctrlKey && movesWithControl.has(key))) onMove();
    },
    list: { ref: listRef, onPointerMove: onMove },
  };
}
