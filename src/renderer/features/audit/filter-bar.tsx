import clsx from 'clsx';
import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { useMethod } from '../../api.ts';
import { formatClock, formatDay } from '../../format/times.ts';
import { Chip } from '../../ui/chip.tsx';
import { Menu, MenuChoice } from '../../ui/menu.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { isBounded, type LogSearch, verdicts } from './log-search.ts';
import { toWords } from './row-words.ts';

const typingMs = 300;

const ranges = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: 'all', label: 'The whole log' },
] as const;

const verdictWords = { allowed: 'Allowed', denied: 'Denied', refused: 'Refused or failed' };

/** Kinds of rows that people look for, in the order of a call's life. */
const kinds = [
  'call.intent',
  'call.denied',
  'auth.failed',
  'request.refused',
  'session.opened',
  'list.served',
  'registry.changed',
  'token.rotated',
  'token.revoked',
  'pin.observed',
  'pin.approved',
  'server.started',
  'server.exited',
  'engine.started',
  'history.alarm',
  'history.acknowledged',
  'export.made',
];

export interface FilterBarProps {
  search: LogSearch;
  searchField: RefObject<HTMLInputElement | null>;
  /** A drawer takes the room of the chips that are off. */
  beside: boolean;
  onChange: (change: Partial<LogSearch>) => void;
  /** A sequence number was typed: `#48213`. */
  onSeq: (seq: number) => void;
}

/** The filters in force, each a chip with its value and a cross. */
export function FilterBar({ search, searchField, beside, onChange, onSeq }: FilterBarProps) {
  const { data: clients } = useMethod('clients.list', {});
  const { data: servers } = useMethod('servers.list', {});
  return (
    <div className="flex flex-none flex-wrap items-center gap-6 border-line border-b px-24 py-10">
      <div className={clsx('flex', beside ? 'w-150' : 'w-190 max-wide:w-160')}>
        <TextFilter
          field={searchField}
          value={search.text ?? ''}
          onChange={(text) => onChange({ text: text === '' ? null : text })}
          onSeq={onSeq}
        />
      </div>
      <TimeChip search={search} onChange={onChange} />
      {(!beside || search.client !== null) && (
        <ChoiceChip
          label="Client"
          value={search.client}
          values={(clients?.clients ?? []).map(({ id }) => id)}
          onChange={(client) => onChange({ client })}
        />
      )}
      <ChoiceChip
        label="Server"
        value={search.server}
        values={(servers?.servers ?? []).map(({ id }) => id)}
        onChange={(server) => onChange({ server })}
      />
      <ChoiceChip
        label="Decision"
        value={search.verdict}
        values={verdicts}
        word={(verdict) => verdictWords[verdict]}
        onChange={(verdict) => onChange({ verdict })}
      />
      {(!beside || search.kind !== null) && (
        <ChoiceChip
          label="Kind"
          value={search.kind}
          values={kinds}
          word={toWords}
          onChange={(kind) => onChange({ kind })}
        />
      )}
      {search.item !== null && (
        <Chip label="Tool" value={search.item} onClear={() => onChange({ item: null })} />
      )}
      {search.session !== null && (
        <Chip
          label="Session"
          value={`session ${search.session.slice(0, 8)}`}
          onClear={() => onChange({ session: null })}
        />
      )}
      {search.callId !== null && (
        <Chip
          label="Call"
          value={`call ${search.callId.slice(-8)}`}
          onClear={() => onChange({ callId: null })}
        />
      )}
    </div>
  );
}

interface TextFilterProps {
  field: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (text: string) => void;
  onSeq: (seq: number) => void;
}

/** Typed text is looked for once typing rests: it is searched row by row. */
function TextFilter({ field, value, onChange, onSeq }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  const settle = useEffectEvent(() => {
    if (typed !== value && !typed.startsWith('#')) onChange(typed);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each typed character waits anew.
  useEffect(() => {
    const timer = setTimeout(() => settle(), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const goToRow = () => {
    const seq = /^#([\d,]{1,16})$/.exec(typed)?.[1]?.replaceAll(',', '');
    if (seq === undefined) return;
    onSeq(Number(seq));
    setTyped(value);
  };
  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        goToRow();
      }}
    >
      <SearchField ref={field} label="Text, tool, #seq" value={typed} onChange={setTyped} />
    </form>
  );
}

function TimeChip({ search, onChange }: Pick<FilterBarProps, 'search' | 'onChange'>) {
  const { range, fromUs, toUs } = search;
  const bounded = isBounded(search);
  const word = ranges.find(({ value }) => value === range)?.label;
  const inForce = range === '1h' ? null : word;
  const value = bounded ? formatSpan(fromUs, toUs) : inForce;
  const choose = (next: string) => {
    const chosen = ranges.find((one) => one.value === next);
    if (chosen) onChange({ range: chosen.value, fromUs: null, toUs: null });
  };
  return (
    <Menu
      align="start"
      trigger={
        <Chip
          label={value === null ? 'Last hour' : 'Time'}
          value={value}
          onClear={() => choose('1h')}
        />
      }
    >
      <MenuChoice value={bounded ? null : range} choices={ranges} onChange={choose} />
    </Menu>
  );
}

/** `14:03:00 to 14:18:00`, with the days where it is more than one. */
function formatSpan(fromUs: number | null, toUs: number | null): string {
  const now = Date.now();
  const days = [fromUs, toUs].map((us) => (us === null ? null : formatDay(us, now)));
  const sameDay = days[0] === days[1] && days[0] === formatDay(now * 1_000, now);
  const show = (us: number) =>
    sameDay ? formatClock(us) : `${formatDay(us, now)} ${formatClock(us)}`;
  if (fromUs === null) return toUs === null ? '' : `until ${show(toUs)}`;
  return toUs === null ? `since ${show(fromUs)}` : `${show(fromUs)} to ${show(toUs)}`;
}

interface ChoiceChipProps<T extends string> {
  label: string;
  value: T | null;
  values: readonly T[];
  word?: (value: T) => string;
  onChange: (value: T | null) => void;
}

function ChoiceChip<T extends string>(props: ChoiceChipProps<T>) {
  const { label, value, values, word = (one: T) => one, onChange } = props;
  const all = value === null || values.includes(value) ? values : [value, ...values];
  return (
    <Menu
      align="start"
      trigger={
        <Chip
          label={label}
          value={value === null ? null : word(value)}
          onClear={() => onChange(null)}
        />
      }
    >
      <MenuChoice
        value={value}
        choices={all.map((one) => ({ value: one, label: word(one) }))}
        onChange={(next) => onChange(all.find((one) => one === next) ?? null)}
      />
    </Menu>
  );
}
