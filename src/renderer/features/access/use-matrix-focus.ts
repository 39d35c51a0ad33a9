import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useState,
} from 'react';
import { blockOf, type GridSize, movePlace, type Place } from './grid-move.ts';

export interface MatrixFocusOptions {
  readonly size: GridSize;
  /** Brings a place into view. */
  readonly reveal: (place: Place) => void;
  /** Space, on the block that is drawn or the one cell. */
  readonly onSpace: (places: readonly Place[]) => void;
  /** Enter, or a click. */
  readonly onOpen: (place: Place) => void;
}

/** One tab stop that the arrows move, the block that Shift draws, and what the pointer is over. */
export function useMatrixFocus({ size, reveal, onSpace, onOpen }: MatrixFocusOptions) {
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [corner, setCorner] = useState<Place | null>(null);
  const [pointed, setPointed] = useState<Place | null>(null);
  const [wantsFocus, setWantsFocus] = useState(false);
  const at: Place = {
    row: Math.min(place.row, Math.max(size.rows - 1, 0)),
    column: Math.min(place.column, Math.max(size.columns - 1, 0)),
  };

  const onFocused = useCallback(() => setWantsFocus(false), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || placeOf(event.target) === null) return;
    const mod = event.ctrlKey || event.metaKey;
    const to = movePlace(at, { key: event.key, mod }, size);
    const acts = !mod && (event.key === ' ' || event.key === 'Enter');
    if (to === null && !acts) return;
    event.preventDefault();
    if (to !== null) {
      setCorner(event.shiftKey ? (corner ?? at) : null);
      setPlace(to);
      setWantsFocus(true);
      reveal(to);
    } else if (event.key === ' ') onSpace(blockOf(corner ?? at, at));
    else onOpen(at);
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
