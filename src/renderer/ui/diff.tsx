import clsx from 'clsx';
import { useMemo } from 'react';
import { compareTexts, type DiffLine } from './diff-lines.ts';

export interface DiffProps {
  label: string;
  before: string;
  after: string;
}

/** Two texts as one: signs and colours, changed words marked, characters that hide shown as escapes in red. */
export function Diff({ label, before, after }: DiffProps) {
  const lines = useMemo(() => compareTexts(before, after), [before, after]);
  return (
    <figure
      aria-label={label}
      className="code-text max-h-full overflow-auto rounded-6 border border-line bg-sunken"
    >
      {lines.map((line) => (
        <DiffRow key={`${line.kind}${line.number}`} line={line} />
      ))}
    </figure>
  );
}

const signs = { same: '', removed: '−', added: '+' };
const names = { same: '', removed: 'Removed: ', added: 'Added: ' };

function DiffRow({ line: { kind, number, pieces } }: { line: DiffLine }) {
  const removed = kind === 'removed';
  return (
    <div
      className={clsx(
        'grid grid-cols-[1.875rem_1.125rem_minmax(0,1fr)]',
        kind === 'same' ? 'text-ink-2' : 'text-ink',
        kind === 'added' && 'bg-green-soft',
        removed && 'bg-red-soft',
      )}
    >
      <span className="select-none pr-6 text-right text-11/18 text-ink-3">{number}</span>
      <span
        aria-hidden
        className={clsx('select-none text-center font-600', removed ? 'text-red' : 'text-green')}
      >
        {signs[kind]}
      </span>
      <span className="whitespace-pre-wrap break-words pr-12">
        {kind !== 'same' && <span className="sr-only">{names[kind]}</span>}
        {pieces.map((piece, index) => (
          <Piece
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move.
            key={index}
            {...piece}
            removed={removed}
          />
        ))}
      </span>
    </div>
  );
}

interface PieceProps {
  text: string;
  changed: boolean;
  hidden: boolean;
  removed: boolean;
}

function Piece({ text, changed, hidden, removed }: PieceProps) {
  if (hidden) return <mark className="rounded-4 bg-red-act px-2 text-on-fill">{text}</mark>;
  if (!changed) return text;
  return (
    <mark className={clsx('rounded-[2px] text-ink', removed ? 'bg-red-line' : 'bg-green-line')}>
      {text}
    </mark>
  );
}
