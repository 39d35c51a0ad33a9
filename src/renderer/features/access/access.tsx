import { CircleHelp, Grid3x3, History } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useMethod } from '../../api.ts';
import { formatCount } from '../../format/numbers.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { usePaletteEntries } from '../../palette/palette-entries.ts';
import { Age } from '../../ui/age.tsx';
import { Button } from '../../ui/button.tsx';
import { Split, SplitList } from '../../ui/drawer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { indexCells, indexChanges, type MatrixData } from './cell-view.ts';
import { ExplainDialog } from './explain-dialog.tsx';
import { filterMatrix } from './filter-matrix.ts';
import { HistoryDrawer } from './history-drawer.tsx';
import { Legend } from './legend.tsx';
import { type CellPlace, Matrix } from './matrix.tsx';
import { PendingBar } from './pending-bar.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import { useStagedAccess } from './staged-access.ts';
import {
  type AccessData,
  discardAll,
  isGranted,
  rebase,
  type StagedEdits,
  stage,
  undoStep,
} from './staged-edits.ts';
import { ToolsDrawer } from './tools-drawer.tsx';

type Panel = { readonly kind: 'tools'; readonly cell: CellPlace } | { readonly kind: 'history' };
type Question =
  | { readonly kind: 'review' }
  | { readonly kind: 'explain'; readonly cell?: CellPlace };

/** The matrix with what opens beside and over it. Nothing is written before the review. */
export function Access({ present }: { present: AccessData }) {
  const [staged, change] = useStagedAccess();
  const [panel, setPanel] = useState<Panel | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const toast = useToast();
  const data = useMatrixData(present, staged);
  const opened = panel?.kind === 'tools' ? panel.cell : null;
  const toggleHistory = () => setPanel(panel?.kind === 'history' ? null : { kind: 'history' });
  const explain = () => setQuestion({ kind: 'explain', ...(opened && { cell: opened }) });
  const review = () => {
    if (staged.cells.size > 0) setQuestion({ kind: 'review' });
  };
  const discard = () => {
    change(discardAll);
    const undo = { label: 'Undo', run: () => change(undoStep) };
    toast({ text: 'Nothing is staged any more', action: undo });
  };

  // What somebody else applied in the meantime needs no staging any more.
  useEffect(() => change((before) => rebase(before, present)), [present, change]);
  useShortcut({ keys: 'mod+z', label: 'Undo the last staged edit' }, () => change(undoStep));
  const reviews = { keys: 'mod+enter', label: 'Review the staged changes' };
  useShortcut({ ...reviews, enabled: question === null }, review);
  useAccessEntries(toggleHistory, explain);

  return (
    <>
      <PageHeader title="Access" fact={<Revision present={present} />}>
        <Button
          tone="ghost"
          icon={History}
          aria-pressed={panel?.kind === 'history'}
          onClick={toggleHistory}
        >
          History
        </Button>
        <Button icon={CircleHelp} onClick={explain}>
          Explain a call
        </Button>
      </PageHeader>
      <Split>
        <FilteredMatrix
          data={data}
          opened={opened}
          onOpen={(cell) => setPanel({ kind: 'tools', cell })}
          onDiscard={discard}
          onReview={review}
        />
        {opened && (
          <ToolsDrawer
            key={`${opened.client}\n${opened.server}`}
            cell={opened}
            present={present}
            onExplain={explain}
            onClose={() => setPanel(null)}
          />
        )}
        {panel?.kind === 'history' && (
          <HistoryDrawer
            onStage={(back) => {
              change((before) => stage(before, back, present));
              setQuestion({ kind: 'review' });
            }}
            onClose={() => setPanel(null)}
          />
        )}
      </Split>
      {question?.kind === 'review' && (
        <ReviewDialog present={present} onClose={() => setQuestion(null)} />
      )}
      {question?.kind === 'explain' && (
        <ExplainDialog present={present} cell={question.cell} onClose={() => setQuestion(null)} />
      )}
    </>
  );
}

function Revision({ present: { revision, atUs } }: { present: AccessData }) {
  return (
    <>
      Revision {formatCount(revision)}
      {atUs !== null && <Age prefix=", applied" us={atUs} />}
    </>
  );
}

/** The counts of staged cells come from the engine, which reads every edit before anything is written. */
function useMatrixData(present: AccessData, staged: StagedEdits): MatrixData {
  const edits = [...staged.cells.values()];
  const options = { enabled: edits.length > 0, keepPrevious: true };
  const { data } = useMethod('access.preview', { edits }, options);
  const now = useMemo(() => indexCells(present), [present]);
  const after = useMemo(() => indexChanges(data?.changes ?? []), [data]);
  return useMemo(() => ({ present, staged, now, after }), [present, staged, now, after]);
}

interface FilteredMatrixProps {
  data: MatrixData;
  opened: CellPlace | null;
  onOpen: (cell: CellPlace) => void;
  onDiscard: () => void;
  onReview: () => void;
}

function FilteredMatrix({ data, opened, onOpen, onDiscard, onReview }: FilteredMatrixProps) {
  const { present, staged } = data;
  const [, change] = useStagedAccess();
  const [params] = useSearchParams();
  const [filter, setFilter] = useState(params.get('server') ?? params.get('client') ?? '');
  const search = useRef<HTMLInputElement>(null);
  useShortcut({ keys: '/', label: 'Filter clients and servers' }, () => search.current?.focus());
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
          opened={opened}
          onToggle={toggle}
          onOpen={onOpen}
        />
      )}
      <Legend pending={staged.cells.size > 0} />
      {staged.cells.size > 0 && (
        <PendingBar staged={staged} onDiscard={onDiscard} onReview={onReview} />
      )}
    </SplitList>
  );
}

function useAccessEntries(onHistory: () => void, onExplain: () => void): void {
  const acts = useRef({ onHistory, onExplain });
  useEffect(() => {
    acts.current = { onHistory, onExplain };
  });
  const entries = useMemo(() => {
    const history = { label: 'Show the history of access', run: () => acts.current.onHistory() };
    const explain = { label: 'Explain a call', run: () => acts.current.onExplain() };
    return [
      { id: 'access-history', group: 'Access', icon: History, ...history },
      { id: 'access-explain', group: 'Access', icon: CircleHelp, ...explain },
    ];
  }, []);
  usePaletteEntries(entries);
}
