import { Download } from 'lucide-react';
import { useState } from 'react';
import { AppError } from '../../../shared/errors.ts';
import { showHostileLine } from '../../../shared/hostile-characters.ts';
import { useActReason, useTakeExport } from '../../api.ts';
import { useDesktop } from '../../desktop.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { formatSequence } from '../../format/identifiers.ts';
import { formatBytes, formatCount, formatCounted } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { FactList } from '../../ui/facts.tsx';
import { Field } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Truncated } from '../../ui/truncated.tsx';
import { describeSearch, exportName } from './export-name.ts';
import { isNarrowed, type LogFilter, type LogSearch, toRowFilter } from './log-search.ts';
import { HashValue } from './row-facts.tsx';
import { saveFile } from './save-file.ts';
import { TaskMeter } from './task-meter.tsx';
import { useTask } from './use-task.ts';

export interface ExportDialogProps {
  search: LogSearch;
  /** All rows are chosen at first, whatever is filtered. */
  whole: boolean;
  onClose: () => void;
}

type Format = 'jsonl' | 'csv';
type Scope = 'shown' | 'whole';
type Made = MethodOutput<'audit.export'> & { readonly name: string };

/** Writes rows of the log to a file, with the hashes that prove them. */
export function ExportDialog({ search, whole, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<Format>('jsonl');
  const [scope, setScope] = useState<Scope>(whole ? 'whole' : 'shown');
  const { start, cancel, progress, working, error, made, failure } = useExport();
  const reason = useActReason();
  const close = () => {
    cancel();
    onClose();
  };
  const filter = scope === 'whole' ? {} : exportFilter(search);
  return (
    <Dialog open onClose={close} title="Export the audit log">
      <DialogBody>
        <div className="flex flex-col gap-16">
          <div className="flex gap-24">
            <Field label="Rows" hint={hintOf(scope, search)}>
              <div>
                <Segmented
                  label="Rows"
                  value={scope}
                  segments={[
                    { value: 'shown', label: 'As filtered' },
                    { value: 'whole', label: 'The whole log' },
                  ]}
                  onChange={setScope}
                />
              </div>
            </Field>
          </div>
          <Field label="Format" hint={formatHints[format]}>
            <div>
              <Segmented
                label="Format"
                value={format}
                segments={[
                  { value: 'jsonl', label: 'JSON Lines' },
                  { value: 'csv', label: 'CSV' },
                ]}
                onChange={setFormat}
              />
            </div>
          </Field>
          {working && <TaskMeter label="Exported" progress={progress} />}
          {(failure ?? error) && <Failure error={failure ?? error} />}
          {made && !working && <MadeExport made={made} />}
        </div>
      </DialogBody>
      <DialogFoot fact={working ? 'Nothing is left behind when it is cancelled' : footFact(made)}>
        <Button onClick={working ? cancel : close}>{made && !working ? 'Close' : 'Cancel'}</Button>
        <Button
          tone="primary"
          icon={Download}
          working={working}
          disabledReason={reason}
          onClick={() => void start(format, filter)}
        >
          {made ? 'Export again' : 'Export'}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

const formatHints: Readonly<Record<Format, string>> = {
  jsonl:
    'Each row as it was hashed, with its hashes: `lmcp audit verify` with the file checks it later.',
  csv: 'For spreadsheets. Text that could be a formula is made harmless.',
};

function hintOf(scope: Scope, search: LogSearch): string {
  if (scope === 'whole') return 'Every row from the first to the newest.';
  const narrowed = isNarrowed(search) ? `: ${showHostileLine(describeSearch(search))}` : '';
  return `The rows of the time that is shown${narrowed}.`;
}

function footFact(made: Made | null): string {
  return made === null ? 'That it was made is a row of the log' : '';
}

/** The rows behind the list: also the outcomes, which the list shows with their calls. */
function exportFilter(search: LogSearch): LogFilter {
  const { rows: _, ...filter } = toRowFilter(search, Date.now());
  return filter;
}

function useExport() {
  const task = useTask('audit.export');
  const desktop = useDesktop();
  const takeExport = useTakeExport();
  const [made, setMade] = useState<Made | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const start = async (format: Format, filter: LogFilter) => {
    setFailure(null);
    setMade(null);
    const name = exportName(Date.now(), format);
    const path = desktop === null ? name : await choosePath(desktop, name);
    if (path === null) return;
    const answer = await task.start({ path, format, filter });
    if (answer === null) return;
    try {
      if (desktop === null) saveFile(await takeExport(name), name);
      setMade({ ...answer, name });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      setFailure(error);
    }
  };
  return { ...task, start, made, failure };
}

async function choosePath(
  desktop: NonNullable<ReturnType<typeof useDesktop>>,
  suggestedName: string,
): Promise<string | null> {
  const reply = await desktop.chooseSavePath({ suggestedName });
  return reply.ok ? reply.value.path : null;
}

function Failure({ error }: { error: AppError | null }) {
  if (error === null) return null;
  if (error.code === 'cancelled')
    return (
      <Banner tone="blue" title="Cancelled.">
        No file was left behind.
      </Banner>
    );
  return (
    <Banner tone="red" title={toSentence(error.message)}>
      {error.hint} <code className="code-text">{error.code}</code>
    </Banner>
  );
}

function MadeExport({ made }: { made: Made }) {
  const { rows, bytes, fromSeq, toSeq, sha256, path, name } = made;
  const desktop = useDesktop();
  return (
    <section aria-label="Exported" className="rounded-8 border border-line p-14">
      <FactList
        facts={[
          {
            label: desktop === null ? 'Downloaded' : 'Written to',
            value: <Truncated text={desktop === null ? name : path} />,
          },
          {
            label: 'Rows',
            value:
              rows === 0
                ? '0'
                : `${formatCount(rows)}, ${formatSequence(fromSeq)} to ${formatSequence(toSeq)}`,
          },
          { label: 'Size', value: `${formatBytes(bytes)} (${formatCounted(bytes, 'byte')})` },
          { label: 'SHA-256', value: <HashValue hash={sha256} /> },
        ]}
      />
    </section>
  );
}
