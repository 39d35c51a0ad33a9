import clsx from 'clsx';
import type { RefObject } from 'react';
import { useMethod } from '../../api.ts';
import { Chip } from '../../ui/chip.tsx';
import { ChoiceChip } from './choice-chip.tsx';
import { isNarrowed, type LogSearch, verdicts } from './log-search.ts';
import { toWords } from './row-words.ts';
import { TextFilter } from './text-filter.tsx';
import { TimeChip } from './time-chip.tsx';

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
  /** How many rows are left by them; null where that is not known yet. */
  count: string | null;
  searchField: RefObject<HTMLInputElement | null>;
  /** A drawer takes the room of the chips that are off. */
  beside: boolean;
  onChange: (change: Partial<LogSearch>) => void;
  /** A sequence number was typed: `#48213`. */
  onSeq: (seq: number) => void;
}

/** The filters in force, each a chip with its value and a cross. */
export function FilterBar(props: FilterBarProps) {
  const { search, count, searchField, beside, onChange, onSeq } = props;
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
      {count !== null && !beside && (
        <span className="ml-auto text-12 text-ink-3">
          {count} {isNarrowed(search) ? 'found' : 'in this time'}
        </span>
      )}
    </div>
  );
}
