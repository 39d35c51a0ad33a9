import { History } from 'lucide-react';
import { showHostileLine } from '../../../shared/hostile-characters.ts';
import { useMethod } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { formatCount } from '../../format/numbers.ts';
import { Age } from '../../ui/age.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Drawer, DrawerHead } from '../../ui/drawer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { AccessData, CellEdit } from './staged-edits.ts';

type Entry = NonNullable<ReturnType<typeof useMethod<'access.history'>>['data']>['entries'][number];

const actors: Readonly<Record<string, string>> = {
  'operator/ipc': 'you, in the window',
  'operator/http': 'you, in the browser',
  'operator/socket': 'you, in the terminal',
  'operator/file': 'registry.yaml edited by hand',
};
const signs = { gained: '+', lost: '−', changed: '±' } as const;
const pageRows = 30;

export interface HistoryDrawerProps {
  /** What the way back leads away from. */
  present: AccessData;
  /** Stages what leads back to a revision; nothing is applied by it. */
  onStage: (edits: readonly CellEdit[]) => void;
  onClose: () => void;
}

/** Registries that were in force, newest first, and the way back to each. */
export function HistoryDrawer({ present, onStage, onClose }: HistoryDrawerProps) {
  const { data, error } = useMethod('access.history', { limit: pageRows });
  const undo = useEdit('access.undo', present, false);
  const goBack = async (to: number) => {
    const way = await undo.run({ to, dryRun: true });
    if (way !== null) onStage(way.edits);
  };
  const [, previous] = data?.entries ?? [];
  return (
    <Drawer label="History" width={320} onClose={onClose}>
      <DrawerHead title="History" subtitle="Every change is in the audit log" onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto border-line border-t">
        {(undo.error ?? undo.stale ?? error) && (
          <div className="p-16">
            <EditFailure edit={undo.stale ? undo : { error: undo.error ?? error, stale: null }} />
          </div>
        )}
        {!data && !error && <Skeleton awaiting="Reading earlier revisions" rowHeight={52} />}
        {data?.entries.length === 0 && (
          <Empty fill icon={History} title="No changes yet">
            Each change of the registry is kept here, with who made it.
          </Empty>
        )}
        <ol>
          {data?.entries.map((entry) => (
            <HistoryEntry
              key={entry.revision}
              entry={entry}
              undoTo={entry.inForce ? (previous?.revision ?? null) : entry.revision}
              onGoBack={(to) => void goBack(to)}
            />
          ))}
        </ol>
      </div>
    </Drawer>
  );
}

interface HistoryEntryProps {
  entry: Entry;
  /** The revision that its button leads to; null where there is none. */
  undoTo: number | null;
  onGoBack: (to: number) => void;
}

function HistoryEntry({ entry, undoTo, onGoBack }: HistoryEntryProps) {
  const { revision, atUs, actor, lines, changes, inForce, restorable } = entry;
  return (
    <li className="border-line border-b px-20 py-14 text-12">
      <div className="flex items-center gap-8">
        <h3 className="font-600 text-13">Revision {formatCount(revision)}</h3>
        {inForce && <Badge tone="green">In force</Badge>}
        <span className="ml-auto text-ink-3">
          <Age us={atUs} />
        </span>
      </div>
      <ul className="mt-6 flex flex-col gap-4">
        {changes.map((change) => (
          <li key={`${change.client}\n${change.server}`} className="flex gap-7">
            <span aria-hidden className="w-8 flex-none text-center font-600 text-ink-3">
              {signs[change.kind]}
            </span>
            <span className="min-w-0 break-words">{showHostileLine(change.sentence)}</span>
          </li>
        ))}
        {changes.length === 0 &&
          lines.map((line) => (
            <li key={line} className="break-words text-ink-2">
              {showHostileLine(line)}
            </li>
          ))}
      </ul>
      <div className="mt-6 flex items-center gap-8">
        <span className="min-w-0 flex-1 truncate text-ink-3">{actors[actor] ?? actor}</span>
        {undoTo !== null && (
          <Button
            tone="ghost"
            size="small"
            disabledReason={inForce || restorable ? null : 'Its text was not kept'}
            onClick={() => onGoBack(undoTo)}
          >
            {inForce ? 'Undo' : 'Go back to this'}
          </Button>
        )}
      </div>
    </li>
  );
}
