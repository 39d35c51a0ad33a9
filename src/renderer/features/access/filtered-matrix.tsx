import { Grid3x3 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { SplitList } from '../../ui/drawer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { AccessPlace, CellPlace } from './access-place.ts';
import type { MatrixData } from './cell-view.ts';
import { filterMatrix } from './filter-matrix.ts';
import { Legend } from './legend.tsx';
import { Matrix } from './matrix.tsx';
import { PendingBar } from './pending-bar.tsx';
import { useStagedAccess } from './staged-access.ts';
import { isGranted, stage } from './staged-edits.ts';

export interface FilteredMatrixProps {
  data: MatrixData;
  /** Where the person was sent, and how often so far. */
  place: AccessPlace;
  arrivals: number;
  opened: CellPlace | null;
  /** A drawer is open, of a cell or of the history. */
  drawer: boolean;
  onOpen: (cell: CellPlace) => void;
  onDiscard: () => void;
  onReview: () => void;
}

/** The matrix of the clients and servers that are looked for. */
export function FilteredMatrix(props: FilteredMatrixProps) {
  const { data, place, arrivals, opened, drawer, onOpen, onDiscard, onReview } = props;
  const { present, staged } = data;
  const [, change] = useStagedAccess();
  const [filter, setFilter] = useState('');
  const [seen, setSeen] = useState(arrivals);
  const search = useRef<HTMLInputElement>(null);
  useShortcut({ keys: '/', label: 'Filter clients and servers' }, () => search.current?.focus());
  if (seen !== arrivals) {
    setSeen(arrivals);
    // It could hide the place.
    if (place.client !== null || place.server !== null) setFilter('');
  }
  const { clients, servers } = filterMatrix(present, filter);
  const toggle = (cells: readonly CellPlace[]) =>
    change((before) => {
      const reached = ({ client, server }: CellPlace) => isGranted(present, before, client, server);
      // A block that is not whole is made whole first.
      const granted = !cells.every(reached);
      const edits = cells.map((cell) => ({ ...cell, granted }));
      return stage(before, edits, present);
    });
  return (
    <SplitList>
      <div className="flex flex-none px-20 pt-10 pb-6 wide:px-24">
        <div className="flex w-280 max-w-full">
          <SearchField
            ref={search}
            label="Filter clients and servers"
            value={filter}
            onChange={setFilter}
          />
        </div>
      </div>
      {clients.length === 0 ? (
        <Empty
          fill
          icon={Grid3x3}
          title="No clients or servers match"
          action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
        >
          The filter looks at the names of both.
        </Empty>
      ) : (
        <Matrix
          data={data}
          clients={clients}
          servers={servers}
          place={place}
          arrivals={arrivals}
          opened={opened}
          onToggle={toggle}
          onOpen={onOpen}
        />
      )}
      <Legend pending={staged.cells.size > 0} />
      {staged.cells.size > 0 && (
        <PendingBar staged={staged} drawer={drawer} onDiscard={onDiscard} onReview={onReview} />
      )}
    </SplitList>
  );
}
