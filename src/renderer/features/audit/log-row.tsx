import clsx from 'clsx';
import type { CSSProperties } from 'react';
import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { formatCount, missing } from '../../format/numbers.ts';
import {
  formatClock,
  formatClockMs,
  formatClockOrDay,
  formatMoment,
  isSameDay,
  toIso,
} from '../../format/times.ts';
import { Decision } from '../../ui/decision.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Cell, ColumnHead, Row, RowsHead } from '../../ui/rows.tsx';
import { decisionOf, failureOf, ruleOf, subjectOf, tookOf } from './row-words.ts';

/** In a narrow window drawers lie over the list; in one of half that width what a tool is called needs the room. */
const narrowColumns =
  'max-wide:[--log-columns:var(--log-time)_6.875rem_minmax(0,7rem)_minmax(0,1fr)_4rem_4rem] max-small:[--log-columns:var(--log-time)_6.625rem_minmax(0,4.5rem)_minmax(0,1fr)_3rem]';

/** Which columns there is room for: beside a drawer only the first five. */
export const columnClasses = {
  full: `[--log-columns:var(--log-time)_6.875rem_minmax(0,7rem)_minmax(0,1.5fr)_minmax(0,1fr)_4rem_4rem] ${narrowColumns}`,
  beside: `[--log-columns:var(--log-time)_6.625rem_minmax(0,5rem)_minmax(0,1fr)_3.75rem] ${narrowColumns}`,
};

/** The width of the times: some have their day before them where the rows are not all of today. */
export function timeClass(beside: boolean, ofToday: boolean): string {
  if (!ofToday) return '[--log-time:6.5rem]';
  return beside ? '[--log-time:3.5rem] max-wide:[--log-time:5.375rem]' : '[--log-time:5.375rem]';
}

/** A column that gives way to a drawer beside the list; below 1041 px the drawer lies over it. */
const unlessBeside = (beside: boolean) =>
  clsx(beside && 'hidden max-wide:block', 'max-small:hidden');

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
  /** A moment of the day that needs no naming. */
  todayMs: number;
  style: CSSProperties;
}

/** One row of the log, 30 px. */
export function LogRow({ row, position, beside, todayMs, style }: LogRowProps) {
  const { seq, atUs, client, server } = row;
  const failed = failureOf(row) !== null;
  const decision = decisionOf(row);
  const subject = subjectOf(row);
  return (
    <Row id={String(seq)} height="audit" position={position} style={style}>
      <Cell className="text-ink-2">
        <span title={`${formatMoment(atUs)} (${toIso(atUs)})`}>
          <RowTime us={atUs} beside={beside} todayMs={todayMs} />
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
          <span
            className={clsx(
              'flex flex-none text-ink-3',
              subject === '' ? 'max-w-full' : 'max-w-1/2',
            )}
          >
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

function RowTime({ us, beside, todayMs }: { us: number; beside: boolean; todayMs: number }) {
  if (!isSameDay(us, todayMs)) return formatClockOrDay(us, todayMs);
  if (!beside) return formatClockMs(us);
  return (
    <>
      <span className="max-wide:hidden">{formatClock(us)}</span>
      <span className="hidden max-wide:inline">{formatClockMs(us)}</span>
    </>
  );
}
