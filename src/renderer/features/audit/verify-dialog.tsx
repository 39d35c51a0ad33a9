import { BadgeCheck, Unlink } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { useMethod } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { formatDuration } from '../../format/durations.ts';
import { formatSequence } from '../../format/identifiers.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { formatMoment } from '../../format/times.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { type Fact, FactList } from '../../ui/facts.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { ChainBar } from './chain-bar.tsx';
import { HashValue } from './row-facts.tsx';
import { TaskMeter } from './task-meter.tsx';
import { useTask } from './use-task.ts';

export type VerifyReport = MethodOutput<'audit.verify'>;

export interface VerifyDialogProps {
  onVerified: (report: VerifyReport) => void;
  onShowRow: (seq: number) => void;
  onExport: () => void;
  onClose: () => void;
}

/** Follows the whole chain and says what it found, one sentence for each thing that can be wrong. */
export function VerifyDialog({ onVerified, onShowRow, onExport, onClose }: VerifyDialogProps) {
  const { start, cancel, progress, result, working, error } = useTask('audit.verify');
  const run = useEffectEvent(async () => {
    const report = await start({});
    if (report !== null) onVerified(report);
  });
  const stop = useEffectEvent(cancel);
  useEffect(() => {
    void run();
    return () => stop();
  }, []);
  const bad = result?.firstBad ?? null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={<Title report={result} failed={error !== null} />}
      fact={
        result &&
        `Verified ${formatCounted(result.rows, 'row')} in ${formatCounted(result.segments, 'file')}, ${formatDuration(result.durationMs)}`
      }
    >
      <DialogBody>
        {working && <TaskMeter label="Verified" progress={progress} />}
        {error && (
          <Banner
            tone={error.code === 'cancelled' ? 'blue' : 'red'}
            title={toSentence(error.message)}
          >
            {error.code === 'cancelled' ? 'Nothing is known of the rows behind it.' : error.hint}{' '}
            <code className="code-text">{error.code}</code>
          </Banner>
        )}
        {result && <Result report={result} />}
      </DialogBody>
      <DialogFoot fact={bad && <span className="code-text">{bad.kind}</span>}>
        {working && <Button onClick={cancel}>Cancel</Button>}
        {!working && <Button onClick={onClose}>Close</Button>}
        {error && !working && <Button onClick={() => void run()}>Verify again</Button>}
        {bad && (
          <>
            <Button onClick={() => onShowRow(bad.seq)}>Show row</Button>
            <Button tone="primary" onClick={onExport}>
              Export the log
            </Button>
          </>
        )}
      </DialogFoot>
    </Dialog>
  );
}

function Title({ report, failed }: { report: VerifyReport | null; failed: boolean }) {
  if (report === null) return failed ? 'Not verified' : 'Verifying the log';
  const { firstBad, headSeq } = report;
  if (firstBad !== null)
    return (
      <span className="flex items-center gap-8">
        <Unlink size={16} className="text-red" aria-hidden />
        {firstBad.title}
      </span>
    );
  return (
    <span className="flex items-center gap-8">
      <BadgeCheck size={16} className="text-green" aria-hidden />
      {`Intact to ${formatSequence(headSeq)}`}
    </span>
  );
}

function Result({ report }: { report: VerifyReport }) {
  const { firstBad, headSeq, headHash, clockBackwards } = report;
  const clock =
    clockBackwards === 0
      ? []
      : [
          {
            label: 'Clock',
            value: `${formatCounted(clockBackwards, 'row')} older than the row before: the clock of this computer was set back`,
          },
        ];
  return (
    <div className="flex flex-col gap-14">
      <p className="text-ink-2">
        {firstBad === null
          ? 'Every row gives its hash together with the hash before it, none is missing, and nothing contradicts the row that is remembered outside of the log. No row was changed, removed or put in since it was written.'
          : firstBad.sentence}
      </p>
      <ChainBar head={Math.max(headSeq, firstBad?.seq ?? 0)} broken={firstBad?.seq ?? null} />
      <section className="rounded-8 border border-line p-14">
        {firstBad === null ? (
          <FactList
            facts={[
              { label: 'Rows', value: formatCount(report.rows) },
              { label: 'Newest row', value: formatSequence(headSeq) },
              { label: 'Its hash', value: <HashValue hash={headHash} /> },
              ...clock,
            ]}
          />
        ) : (
          <Finding finding={firstBad} clock={clock} />
        )}
      </section>
    </div>
  );
}

interface FindingProps {
  finding: NonNullable<VerifyReport['firstBad']>;
  clock: readonly Fact[];
}

function Finding({ finding, clock }: FindingProps) {
  const { seq, storedHash, contentHash } = finding;
  const { data } = useMethod('audit.row', { seq });
  const facts: readonly (Fact | null)[] = [
    { label: 'Row', value: <RowSentence seq={seq} row={data?.row} /> },
    storedHash === null ? null : { label: 'Recorded', value: <HashValue hash={storedHash} /> },
    contentHash === null
      ? null
      : {
          label: 'Content gives',
          value: (
            <span className="text-red">
              <HashValue hash={contentHash} />
            </span>
          ),
        },
    ...clock,
  ];
  return <FactList facts={facts.filter((fact) => fact !== null)} />;
}

function RowSentence({
  seq,
  row,
}: {
  seq: number;
  row: MethodOutput<'audit.row'>['row'] | undefined;
}) {
  if (row === undefined) return `${formatSequence(seq)}, not in the log`;
  const { atUs, client, server, item, kind } = row;
  return (
    <span className="flex min-w-0 gap-6">
      <span className="flex-none">{formatMoment(atUs)},</span>
      <Foreign text={[client, server, item].filter(Boolean).join(' / ') || kind} />
    </span>
  );
}
