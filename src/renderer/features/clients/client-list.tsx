import { Info } from 'lucide-react';
import { Link } from 'wouter';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { FilteredList } from '../../listing/filtered-list.tsx';
import { ColumnHead, Rows, RowsHead } from '../../ui/rows.tsx';
import type { ClientAct } from './client-drawer.tsx';
import { ClientRow } from './client-row.tsx';
import { listedClient } from './listed-client.ts';
import type { TitleOf } from './use-app-titles.ts';

const wideColumns =
  'minmax(0,1.5fr) minmax(0,1fr) minmax(0,0.8fr) minmax(0,0.7fr) minmax(7.75rem,0.9fr) 10rem';
const narrowColumns = 'minmax(0,1.5fr) minmax(0,1.2fr) minmax(0,0.8fr)';

export interface ClientListProps {
  clients: readonly ClientSummary[];
  titleOf: TitleOf;
  selected: string | null;
  onOpen: (id: string) => void;
  onAct: (id: string, act: ClientAct) => void;
}

/** The clients in the registry's order, with what they reach left out beside an opened one. */
export function ClientList({ clients, titleOf, selected, onOpen, onAct }: ClientListProps) {
  const narrow = selected !== null;
  return (
    <>
      <FilteredList
        listed={listedClient}
        entries={clients}
        textOf={(client) => `${client.id} ${titleOf(client)}`}
        looksAt="names and applications"
        fieldWidth="w-280"
        onOpen={({ id }) => onOpen(id)}
      >
        {(shown) => (
          <Rows
            label="Clients"
            columns={narrow ? narrowColumns : wideColumns}
            ids={shown.map(({ id }) => id)}
            selected={selected}
            onOpen={onOpen}
          >
            <RowsHead>
              <ColumnHead>Client</ColumnHead>
              <ColumnHead>Token</ColumnHead>
              <ColumnHead>Last seen</ColumnHead>
              {!narrow && (
                <>
                  <ColumnHead>Reach</ColumnHead>
                  <ColumnHead>Tools</ColumnHead>
                  <ColumnHead />
                </>
              )}
            </RowsHead>
            {shown.map((client) => (
              <ClientRow
                key={client.id}
                client={client}
                appTitle={titleOf(client)}
                narrow={narrow}
                onAct={(act) => onAct(client.id, act)}
              />
            ))}
          </Rows>
        )}
      </FilteredList>
      <p className="flex items-center gap-8 px-24 border-line border-t py-10 text-12 text-ink-3">
        <Info size={14} aria-hidden />
        <span>
          A client reaches nothing until you grant it a server in{' '}
          <Link href="/access" className="text-blue underline">
            Access
          </Link>
          .
        </span>
      </p>
    </>
  );
}
