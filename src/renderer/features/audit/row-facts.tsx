import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { showHostile } from '../../../shared/hostile-characters.ts';
import { formatHash } from '../../format/identifiers.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatClockMs, formatDay, toIso } from '../../format/times.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Fact, FactList } from '../../ui/facts.tsx';
import type { RowBody } from './row-body.ts';
import { toWords } from './row-words.ts';

/** Longer texts are cut; the copied row has the whole. */
const shownLength = 2_000;

/** The rule, the revision and the moment of a decision, and whatever else the row says. */
export function RowFacts({ row, body }: { row: AuditRowView; body: RowBody }) {
  const { rule, revision, atUs, code, session, callId, actor } = row;
  const facts: readonly (Fact | null)[] = [
    rule === null ? null : { label: 'Rule', value: <Mono text={rule} /> },
    revision === null ? null : { label: 'Revision', value: <Revision revision={revision} /> },
    {
      label: 'Recorded',
      value: (
        <span title={toIso(atUs)}>
          {formatDay(atUs, 0)}, {formatClockMs(atUs)}
        </span>
      ),
    },
    code === null ? null : { label: 'Client told', value: <Mono text={String(code)} /> },
    session === null
      ? null
      : { label: 'Session', value: <HashValue hash={session} after={eras[body.era ?? '']} /> },
    callId === null
      ? null
      : { label: 'Call', value: <HashValue hash={callId.replaceAll('-', '')} copy={callId} /> },
    body.claimed === null
      ? null
      : {
          label: 'Client claims',
          value: <span className="text-ink-2">{showHostile(body.claimed)}</span>,
        },
    actor === null ? null : { label: 'By', value: `${actor.type}, over ${actor.door}` },
    ...body.rest.map(({ name, text }) => ({
      label: toWords(name),
      value: isHash(text) ? <HashValue hash={text} /> : <Mono text={text} />,
    })),
  ];
  return <FactList facts={facts.filter((fact) => fact !== null)} />;
}

const isHash = (text: string) => /^[0-9a-f]{64}$/.test(text);

const eras: Readonly<Record<string, string>> = {
  modern: 'stateless, 2026-07-28',
  legacy: 'with sessions',
};

function Revision({ revision }: { revision: number }): ReactNode {
  return (
    <span>
      {formatCount(revision)}{' '}
      <Link href="/audit?range=all&kind=registry.changed" className="text-blue hover:underline">
        See changes
      </Link>
    </span>
  );
}

/** Text of the row as it was recorded, cut where it is long. */
export function Mono({ text }: { text: string }) {
  const shown = showHostile(text.slice(0, shownLength));
  const cut = text.length - shownLength;
  return (
    <span className="code-text whitespace-pre-wrap [overflow-wrap:anywhere]">
      {shown}
      {cut > 0 && (
        <span className="font-sans text-ink-3"> and {formatCount(cut)} characters more</span>
      )}
    </span>
  );
}

export interface HashValueProps {
  hash: string;
  /** What is copied where it is not the hash. */
  copy?: string;
  after?: string | undefined;
}

/** Eight digits and four; the whole is copied. */
export function HashValue({ hash, copy = hash, after }: HashValueProps) {
  return (
    <span className="flex h-18 items-center gap-6">
      <span className="code-text" title={copy}>
        {formatHash(hash)}
      </span>
      <CopyButton text={copy} iconOnly tone="ghost" size="small" label="Copy the whole" />
      {after !== undefined && <span className="truncate text-ink-3">{after}</span>}
    </span>
  );
}
