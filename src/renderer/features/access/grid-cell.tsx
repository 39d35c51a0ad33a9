import clsx from 'clsx';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Place } from './grid-move.ts';

export interface GridCellProps {
  place: Place;
  /** The one cell that Tab reaches. */
  current: boolean;
  /** It is to take the focus as soon as it is drawn. */
  wantsFocus: boolean;
  onFocused: () => void;
  /** Its tools are open. */
  opened: boolean;
  lit: boolean;
  left: number;
  width: number;
  onPick: () => void;
  children: ReactNode;
}

/** A place of the matrix: what can be focused, pointed at and picked. */
export function GridCell(props: GridCellProps) {
  const { place, current, wantsFocus, onFocused, opened, lit, left, width, onPick, children } =
    props;
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!current || !wantsFocus) return;
    own.current?.focus({ preventScroll: true });
    onFocused();
  }, [current, wantsFocus, onFocused]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a grid that is no table element.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys of its cells.
    <div
      ref={own}
      role="gridcell"
      data-cell={`${place.row},${place.column}`}
      aria-colindex={place.column + 2}
      aria-selected={opened}
      tabIndex={current ? 0 : -1}
      onClick={onPick}
      className={clsx(
        'absolute inset-y-0 flex items-center justify-center outline-none',
        '[&:focus-visible>span]:outline-2 [&:focus-visible>span]:outline-blue-fill [&:focus-visible>span]:outline-offset-2',
        lit && 'bg-hover',
        opened && '[&>span]:outline-2 [&>span]:outline-blue-fill [&>span]:outline-offset-2',
      )}
      style={{ left, width }}
    >
      {children}
    </div>
  );
}
