import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { FilteredList } from '../../listing/filtered-list.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Cell, ColumnHead, Row, Rows, RowsHead } from '../../ui/rows.tsx';
import { Tile } from '../../ui/tile.tsx';
import { listedServer } from './listed-server.ts';
import { serverIcon } from './server-icon.ts';
import { ServerProof } from './server-proof.tsx';
import { toolCount } from './tool-count.ts';

const columns = 'minmax(0,1.5fr) minmax(0,1.2fr) 6.75rem';

export interface ServerListProps {
  servers: readonly ServerSummary[];
  selected: string | null;
  onOpen: (id: string) => void;
}

/** The servers in the registry's order. */
export function ServerList({ servers, selected, onOpen }: ServerListProps) {
  return (
    <FilteredList
      listed={listedServer}
      entries={servers}
      textOf={({ id, description, target }) => `${id} ${description} ${target}`}
      looksAt="names, descriptions and commands"
      fieldWidth="w-420"
      onOpen={({ id }) => onOpen(id)}
    >
      {(shown) => (
        <Rows
          label="Servers"
          columns={columns}
          ids={shown.map(({ id }) => id)}
          selected={selected}
          onOpen={onOpen}
        >
          <RowsHead>
            <ColumnHead>Server</ColumnHead>
            <ColumnHead>State and proof</ColumnHead>
            <ColumnHead end>Tools</ColumnHead>
          </RowsHead>
          {shown.map((server) => (
            <ServerRow key={server.id} server={server} />
          ))}
        </Rows>
      )}
    </FilteredList>
  );
}

function ServerRow({ server }: { server: ServerSummary }) {
  const { id, transport, description, waiting } = server;
  return (
    <Row id={id} height="two">
      <Cell className="flex items-center gap-12">
        <Tile name={id} icon={serverIcon(transport)} />
        <span className="flex min-w-0 flex-col">
          <span className="truncate font-550">{id}</span>
          <Foreign
            className="text-12 text-ink-3"
            text={description === '' ? transport : `${transport} · ${description}`}
          />
        </span>
      </Cell>
      <Cell>
        <ServerProof server={server} />
      </Cell>
      <Cell end className="flex items-center justify-end gap-8">
        {waiting > 0 && <Badge tone="amber">{waiting} to review</Badge>}
        <span className="tabular-nums">{toolCount(server)}</span>
      </Cell>
    </Row>
  );
}
