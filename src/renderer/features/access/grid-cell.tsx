import clsx from 'clsx';
import { memo, useEffect, useRef } from 'react';
import { type MatrixData, viewCell } from './cell-view.ts';
import { MatrixCell } from './matrix-cell.tsx';
import type { AccessData } from './staged-edits.ts';

export interface GridCellProps {
  data: MatrixData;
  client: string;
  server: AccessData['servers'][number];
  row: number;
  column: number;
  /** The one cell that Tab reaches. */
  current: boolean;
  /** It is to take the focus as soon as it is drawn. */
  wantsFocus: boolean;
  onFocused: () => void;
  /** Its tools are open. */
  opened: boolean;
  /** Part of the block that Shift and the arrows drew. */
  selected: boolean;
  /** The pointer or the focus is in this column. */
  lit: boolean;
  left: number;
  width: number;
}

/** A place of the matrix: what can be focused and pointed at. Drawn anew only when something of it changed: a scroll changes nothing. */
export const GridCell = memo(function GridCell(props: GridCellProps) {
  const { data, client, server, row, column, current, wantsFocus, onFocused } = props;
  const { opened, selected, lit, left, width } = props;
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!current || !wantsFocus) return;
    own.current?.focus({ preventScroll: true });
    onFocused();
  }, [current, wantsFocus, onFocused]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a grid that is no table element.
    <div
      ref={own}
      role="gridcell"
      data-cell={`${row},${column}`}
      aria-colindex={column + 2}
      aria-selected={opened}
      tabIndex={current ? 0 : -1}
      className={clsx(
        'absolute inset-y-0 flex items-center justify-center outline-none',
        '[&:focus>span]:outline-2 [&:focus>span]:outline-blue-fill [&:focus>span]:outline-offset-2',
        opened
          ? 'bg-blue-soft before:absolute before:inset-y-0 before:left-0 before:w-2 before:bg-blue-fill'
          : lit && 'bg-hover',
      )}
      style={{ left, width }}
    >
      <MatrixCell
        client={client}
        server={server.id}
        view={viewCell(data, client, server)}
        selected={selected}
      />
    </div>
  );
});
