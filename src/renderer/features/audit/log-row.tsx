import clsx from 'clsx';
import type { CSSProperties } from 'react';
import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { formatCount, missing } from '../../format/numbers.ts';
import { formatClock, formatClockMs, formatMoment, toIso } from '../../format/times.ts';
import { Decision } from '../../ui/decision.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Cell, ColumnHead, Row, RowsHead } from '../../ui/rows.tsx';
import { decisionOf, failureOf, ruleOf, subjectOf, tookOf } from './row-words.ts';

/** Which columns there is room for: beside a drawer only the first five. */
export const columnClasses = {
  full: '[--log-columns:5.375rem_6.875rem_minmax(0,7rem)_minmax(0,1.5fr)_minmax(0,1fr)_4rem_4rem] max-wide:[--log-columns:5.375rem_6.875rem_minmax(0,7rem)_minmax(0,1fr)_4rem_4rem]',
  beside:
    '[--log-columns:3.5rem_6.625rem_minmax(0,5rem)_minmax(0,1fr)_3.75rem] max-wide:[--log-columns:5.375rem_6.875rem_minmax(0,7rem)_minmax(0,1fr)_4rem_4rem]',
};

/** A column that gives way to a drawer beside the list; below 1041 px the drawer lies over it. */
const unlessBeside = (beside: boolean) => clsx(beside && 'hidden max-wide:block');

export function LogHead({ beside }: { beside: boolean }) {
  return (
    <RowsHead>
      <ColumnHead>Time</ColumnHead>
      <ColumnHead>Decision</ColumnHead>
      <ColumnHead>Client</ColumnHead>
      <ColumnHead>Server / tool</ColumnHead>
      <ColumnHead className={clsx('max-wide:hidden', beside && 'hidden')}>Rule</ColumnHead>
      <ColumnHead end className={unlessBeside(beside)}>
        Took
      </ColumnHead>
      <ColumnHead end>Seq</ColumnHead>
    </RowsHead>
  );
}

export interface LogRowProps {
  row: AuditRowView;
  /** From 1, newest first. */
  position: number;
  beside: boolean;
  style: CSSProperties;
}

/** One row of the log, 30 px. */
export function LogRow({ row, position, beside, style }: LogRowProps) {
  const { seq, atUs, client, server } = row;
  const failed = failureOf(row) !== null;
  const decision = decisionOf(row);
  const subject = subjectOf(row);
  return (
    <Row id={String(seq)} height="audit" position={position} style={style}>
      <Cell className="text-ink-2">
        <span title={`${formatMoment(atUs)} (${toIso(atUs)})`}>
          {beside ? (
            <>
              <span className="max-wide:hidden">{formatClock(atUs)}</span>
              <span className="hidden max-wide:inline">{formatClockMs(atUs)}</span>
            </>
          ) : (
            formatClockMs(atUs)
          )}
        </span>
      </Cell>
      <Cell className="flex items-center">
        <span className="flex min-w-0 overflow-hidden" title={decision.word}>
          <Decision {...decision} />
        </span>
      </Cell>
      <Cell>
        <Foreign text={client ?? missing} className="block text-ink-2" />
      </Cell>
      <Cell className="flex">
        {server !== null && (
          <span className="flex max-w-1/2 flex-none text-ink-3">
            <Foreign text={server} />
            {subject !== '' && <>&nbsp;/&nbsp;</>}
          </span>
        )}
        <Foreign text={subject} className={clsx(subject === missing && 'text-ink-2')} />
      </Cell>
      <Cell className={clsx('max-wide:hidden', beside && 'hidden')}>
        <Foreign text={ruleOf(row)} className={clsx('block', failed ? 'text-red' : 'text-ink-2')} />
      </Cell>
      <Cell end className={clsx('text-ink-2', unlessBeside(beside))}>
        {tookOf(row)}
      </Cell>
      <Cell end className="text-ink-2">
        {formatCount(seq)}
      </Cell>
    </Row>
  );
}
