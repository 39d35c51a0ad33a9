import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { GridSize } from './grid-move.ts';
import { headHeight } from './matrix-heads.tsx';
import { useMatrixSize } from './use-matrix-size.ts';

/** The rows and columns of the matrix, of which only those in view are drawn. */
export function useMatrixAxes(
  box: RefObject<HTMLDivElement | null>,
  size: GridSize,
  beside: boolean,
) {
  const { width, headWidth, columnWidth, rowHeight, covered } = useMatrixSize(
    box,
    size.columns,
    beside,
  );
  const rows = useVirtualizer({
    count: size.rows,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollPaddingStart: headHeight,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: size.columns,
    getScrollElement: () => box.current,
    estimateSize: () => columnWidth,
    overscan: 1,
    scrollPaddingStart: headWidth,
    scrollPaddingEnd: covered,
  });
  const sizes = `${rowHeight} ${columnWidth}`;
  const measured = useRef(sizes);
  useLayoutEffect(() => {
    if (measured.current === sizes) return;
    measured.current = sizes;
    rows.measure();
    columns.measure();
  }, [rows, columns, sizes]);
  /** Another one: what was in view may no longer be. */
  const fit = `${sizes} ${width} ${covered}`;
  return { headWidth, covered, fit, rows, columns };
}
