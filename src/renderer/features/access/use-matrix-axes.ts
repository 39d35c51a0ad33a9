import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { GridSize, Place } from './grid-move.ts';
import { headHeight } from './matrix-heads.tsx';
import { useMatrixSize } from './use-matrix-size.ts';

/** The rows and columns of the matrix, of which only those in view are drawn. */
export function useMatrixAxes(
  box: RefObject<HTMLDivElement | null>,
  size: GridSize,
  beside: boolean,
) {
  const measures = useMatrixSize(box, size.columns, beside);
  const { headWidth, columnWidth, rowHeight, covered } = measures;
  const rows = useVirtualizer({
    count: size.rows,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 3,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: size.columns,
    getScrollElement: () => box.current,
    estimateSize: () => columnWidth,
    overscan: 1,
  });
  const sizes = `${rowHeight} ${columnWidth}`;
  const measured = useRef(sizes);
  useLayoutEffect(() => {
    if (measured.current === sizes) return;
    measured.current = sizes;
    rows.measure();
    columns.measure();
  }, [rows, columns, sizes]);
  /** Scrolls no further than to where neither the heads nor a drawer hide the place. */
  const reveal = ({ row, column }: Place) => {
    const view = box.current;
    if (view === null) return;
    const wide = view.clientWidth - headWidth - covered;
    const high = view.clientHeight - headHeight;
    view.scrollLeft = intoView(view.scrollLeft, wide, column * columnWidth, columnWidth);
    view.scrollTop = intoView(view.scrollTop, high, row * rowHeight, rowHeight);
  };
  /** Another one: what was in view may no longer be. */
  const fit = Object.values(measures).join(' ');
  return { headWidth, covered, fit, reveal, rows, columns };
}

/** Where to scroll so that a stretch is in view, by the shorter way. */
function intoView(scrolled: number, room: number, start: number, length: number): number {
  return Math.min(Math.max(scrolled, start + length - room), start);
}
