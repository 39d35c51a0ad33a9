import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useState,
} from 'react';
import { useEntryKeys } from '../../ui/use-entry-keys.ts';
import { blockOf, type GridSize, movePlace, type Place } from './grid-move.ts';

export interface MatrixFocusOptions {
  readonly size: GridSize;
  /** Where the person was sent, and how often so far: each time it takes the focus. */
  readonly sent: { readonly to: Place | null; readonly arrivals: number };
  /** Stays the same as long as what was in view still is. */
  readonly fit: string;
  /** Brings a place into view. */
  readonly reveal: (place: Place) => void;
  /** Space, on the block that is drawn or the one cell. */
  readonly onSpace: (places: readonly Place[]) => void;
  /** Enter, or a click. */
  readonly onOpen: (place: Place) => void;
}

/** One tab stop that the arrows move, the block that Shift draws, and what the pointer is over. */
export function useMatrixFocus(options: MatrixFocusOptions) {
  const { size, sent, fit, reveal, onSpace, onOpen } = options;
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [corner, setCorner] = useState<Place | null>(null);
  const [pointed, setPointed] = useState<Place | null>(null);
  const [wantsFocus, setWantsFocus] = useState(false);
  const at: Place = {
    row: Math.min(place.row, Math.max(size.rows - 1, 0)),
    column: Math.min(place.column, Math.max(size.columns - 1, 0)),
  };

  const onFocused = useCallback(() => setWantsFocus(false), []);
  const goTo = (to: Place) => {
    setPlace(to);
    setWantsFocus(true);
    reveal(to);
  };
  const arrive = useEffectEvent(() => {
    if (sent.to === null) return;
    setCorner(null);
    goTo(sent.to);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each arrival moves, also to the place of the one before.
  useEffect(() => arrive(), [sent.arrivals]);
  const keepInView = useEffectEvent(() => {
    const focused = placeOf(document.activeElement) !== null;
    if (focused || wantsFocus) reveal(at);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what says that something may have left the view.
  useEffect(() => keepInView(), [fit]);
  useEntryKeys(() => goTo(at));
  const act = (key: string, on: Place) => {
    if (key === ' ') onSpace(blockOf(corner ?? on, on));
    else if (key === 'Enter') onOpen(on);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const focused = placeOf(event.target);
    if (event.altKey || focused === null) return;
    // A key acts where the ring is; only a step to a cell that is not drawn yet is ahead of it.
    const from = wantsFocus ? at : focused;
    const mod = event.ctrlKey || event.metaKey;
    const to = movePlace(from, { key: event.key, mod }, size);
    if (to !== null) {
      setCorner(event.shiftKey ? (corner ?? from) : null);
      goTo(to);
    } else if (mod || !act(event.key, from)) return;
    event.preventDefault();
  };
  /** However a cell came by the focus, it is the place: a block ends that does not end there. */
  const onFocus = (event: FocusEvent) => {
    const to = placeOf(event.target);
    if (to === null || (to.row === at.row && to.column === at.column)) return;
    setPlace(to);
    setCorner(null);
    setWantsFocus(false);
  };
  return {
    at,
    /** The other end of the block, or null where none is drawn. */
    corner,
    /** Its row and column are lit. */
    lit: pointed ?? at,
    wantsFocus,
    onFocused,
    events: {
      onKeyDown,
      onFocus,
      onClick: (event: MouseEvent) => {
        const to = placeOf(event.target);
        if (to === null) return;
        setPlace(to);
        setCorner(null);
        onOpen(to);
      },
      onPointerOver: (event: PointerEvent) =>
        setPointed((before) => samePlace(before, placeOf(event.target))),
      onPointerLeave: () => setPointed(null),
    },
  };
}

function placeOf(target: EventTarget | null): Place | null {
  const cell = target instanceof Element ? target.closest('[data-cell]') : null;
  const [row, column] = (cell?.getAttribute('data-cell') ?? '').split(',').map(Number);
  return row === undefined || column === undefined ? null : { row, column };
}

/** The same value for the same place: nothing is drawn for a pointer that moves within a cell. */
function samePlace(before: Place | null, now: Place | null): Place | null {
  return before?.row === now?.row && before?.column === now?.column ? before : now;
}
