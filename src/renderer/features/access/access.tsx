import { CircleHelp, History } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { RegistryRefused } from '../../alarm/registry-refused.tsx';
import { useMethod } from '../../api.ts';
import { formatCount } from '../../format/numbers.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { Age } from '../../ui/age.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Split } from '../../ui/drawer.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { type CellPlace, cellOf, noPlace } from './access-place.ts';
import { indexCells, indexChanges, type MatrixData } from './cell-view.ts';
import { ExplainDialog } from './explain-dialog.tsx';
import { FilteredMatrix } from './filtered-matrix.tsx';
import { HistoryDrawer } from './history-drawer.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import { useStagedAccess } from './staged-access.ts';
import {
  type AccessData,
  discardAll,
  rebase,
  type StagedEdits,
  stage,
  undoStep,
} from './staged-edits.ts';
import { ToolsDrawer } from './tools-drawer.tsx';
import { useAccessEntries } from './use-access-entries.ts';
import { useAccessPlace } from './use-access-place.ts';

type Question =
  | { readonly kind: 'review' }
  | { readonly kind: 'explain'; readonly cell?: CellPlace };

/** The matrix with what opens beside and over it. Nothing is written before the review. */
export function Access({ present }: { present: AccessData }) {
  const [staged, change] = useStagedAccess();
  const { place, missing, explains, arrivals, note } = useAccessPlace(present);
  const [history, setHistory] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const problem = useMethod('engine.status', {}).data?.problem ?? null;
  const toast = useToast();
  const data = useMatrixData(present, staged);
  const opened = cellOf(place);
  // One drawer at a time, also where back or forward leads to a cell.
  if (history && opened !== null) setHistory(false);
  const toggleHistory = () => {
    note(noPlace);
    setHistory(!history);
  };
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
        <Button tone="ghost" icon={History} aria-pressed={history} onClick={toggleHistory}>
          History
        </Button>
        <Button icon={CircleHelp} onClick={explain}>
          Explain a call
        </Button>
      </PageHeader>
      {(problem !== null || missing !== null) && (
        <div className="flex-none px-20 pt-10 wide:px-24">
          {problem === null ? (
            <Banner tone="blue">{missing} The address may be an old one.</Banner>
          ) : (
            <RegistryRefused problem={problem} />
          )}
        </div>
      )}
      <Split>
        <FilteredMatrix
          data={data}
          place={place}
          arrivals={arrivals}
          opened={opened}
          drawer={history || opened !== null}
          onOpen={(cell) => note({ ...cell, tool: null })}
          onDiscard={discard}
          onReview={review}
        />
        {opened && (
          <ToolsDrawer
            key={`${opened.client}\n${opened.server}\n${place.tool}`}
            cell={opened}
            marked={place.tool}
            present={present}
            onExplain={explain}
            onClose={() => note(noPlace)}
          />
        )}
        {history && (
          <HistoryDrawer
            present={present}
            onStage={(back) => {
              change((before) => stage(before, back, present));
              setQuestion({ kind: 'review' });
            }}
            onClose={() => setHistory(false)}
          />
        )}
      </Split>
      {question?.kind === 'review' && (
        <ReviewDialog present={present} onClose={() => setQuestion(null)} />
      )}
      {question?.kind === 'explain' && (
        <ExplainDialog present={present} cell={question.cell} onClose={() => setQuestion(null)} />
      )}
      {explains && opened && (
        <ExplainDialog
          key={arrivals}
          present={present}
          cell={opened}
          tool={place.tool}
          onClose={() => note(place)}
        />
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
