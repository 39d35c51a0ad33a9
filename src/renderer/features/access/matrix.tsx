import clsx from 'clsx';
import { useRef } from 'react';
import type { AccessPlace, CellPlace } from './access-place.ts';
import type { MatrixData } from './cell-view.ts';
import { GridCell } from './grid-cell.tsx';
import { isInBlock, type Place } from './grid-move.ts';
import { ColumnHead, headHeight, RowHead } from './matrix-heads.tsx';
import type { AccessData } from './staged-edits.ts';
import { useMatrixAxes } from './use-matrix-axes.ts';
import { useMatrixFocus } from './use-matrix-focus.ts';

export interface MatrixProps {
  data: MatrixData;
  clients: AccessData['clients'];
  servers: AccessData['servers'];
  /** Where the person was sent, and how often so far: each time it takes the focus. */
  place: AccessPlace;
  arrivals: number;
  /** The cell whose tools are open. */
  opened: CellPlace | null;
  /** Space: allow or remove these servers for these clients. */
  onToggle: (cells: readonly CellPlace[]) => void;
  /** Enter or a click: the tools of this cell. */
  onOpen: (cell: CellPlace) => void;
}

/**
 * Clients and servers (UI: matrix). Only what is in view is drawn, so that fifty by fifty scroll as six by six do; heads
 * and names stay while it scrolls.
 */
export function Matrix(props: MatrixProps) {
  const { data, clients, servers, place, arrivals, opened, onToggle, onOpen } = props;
  const box = useRef<HTMLDivElement>(null);
  const size = { rows: clients.length, columns: servers.length };
  const axes = useMatrixAxes(box, size, opened !== null);
  const { headWidth, covered, fit, reveal, rows, columns } = axes;
  const cellAt = ({ row, column }: Place): CellPlace[] => {
    const client = clients[row]?.id;
    const server = servers[column]?.id;
    return client === undefined || server === undefined ? [] : [{ client, server }];
  };
  const focus = useMatrixFocus({
    size,
    sent: { to: placeIn(clients, servers, place), arrivals },
    fit,
    reveal,
    onSpace: (places) => onToggle(places.flatMap(cellAt)),
    onOpen: (place) => cellAt(place).forEach(onOpen),
  });

  const cells = (client: AccessData['clients'][number], row: number) =>
    columns.getVirtualItems().map(({ index, start, size }) => {
      const server = servers[index];
      if (!server) return null;
      const current = focus.at.row === row && focus.at.column === index;
      return (
        <GridCell
          key={server.id}
          data={data}
          client={client.id}
          server={server}
          row={row}
          column={index}
          current={current}
          wantsFocus={current && focus.wantsFocus}
          onFocused={focus.onFocused}
          opened={opened?.client === client.id && opened.server === server.id}
          selected={
            focus.corner !== null && isInBlock({ row, column: index }, focus.corner, focus.at)
          }
          lit={focus.lit.column === index}
          left={headWidth + start}
          width={size}
        />
      );
    });

  return (
    // biome-ignore lint/a11y/useSemanticElements: only a part of it is drawn, which a table element cannot be.
    <div
      ref={box}
      role="grid"
      aria-label="Access"
      aria-rowcount={clients.length + 1}
      aria-colcount={servers.length + 1}
      aria-multiselectable
      tabIndex={-1}
      {...focus.events}
      className="relative min-h-0 flex-1 overflow-auto outline-none"
    >
      <div
        className="relative"
        style={{
          width: headWidth + columns.getTotalSize() + covered,
          height: headHeight + rows.getTotalSize(),
        }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a row of a grid that is no table element. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the head is read, not visited. */}
        <div role="row" className="sticky top-0 z-20 h-56 border-line border-b bg-bg">
          {/* biome-ignore lint/a11y/useSemanticElements: a cell of a grid that is no table element. */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: the head is read, not visited. */}
          <div
            role="columnheader"
            className="sticky left-0 z-10 flex h-full items-end bg-bg pb-9 pl-20 font-500 text-11 text-ink-3 wide:pl-24"
            style={{ width: headWidth }}
          >
            Client
          </div>
          {columns.getVirtualItems().map(({ index, start, size }) => {
            const server = servers[index];
            const place = { left: headWidth + start, width: size };
            const lit = focus.lit.column === index;
            return server && <ColumnHead key={server.id} server={server} lit={lit} {...place} />;
          })}
        </div>
        {rows.getVirtualItems().map(({ index, start, size }) => {
          const client = clients[index];
          if (!client) return null;
          const lit = focus.lit.row === index;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a row of a grid that is no table element.
            // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus.
            <div
              key={client.id}
              role="row"
              aria-rowindex={index + 2}
              className={clsx('absolute inset-x-0 border-line border-b', lit && 'bg-hover')}
              style={{ top: headHeight + start, height: size }}
            >
              <RowHead client={client} width={headWidth} lit={lit} />
              {cells(client, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Where a place is; of a row or a column alone, its first cell. */
function placeIn(
  clients: MatrixProps['clients'],
  servers: MatrixProps['servers'],
  { client, server }: AccessPlace,
): Place | null {
  if (client === null && server === null) return null;
  const row = client === null ? 0 : clients.findIndex(({ id }) => id === client);
  const column = server === null ? 0 : servers.findIndex(({ id }) => id === server);
  return row < 0 || column < 0 ? null : { row, column };
}
