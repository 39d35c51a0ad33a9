import clsx from 'clsx';
import { formatCount } from '../../format/numbers.ts';
import { type CellView, spokenCell } from './cell-view.ts';

const signs = { gained: '+', lost: '−', tools: '±' } as const;

export interface MatrixCellProps {
  client: string;
  server: string;
  view: CellView;
  /** Part of the block that Shift and the arrows drew. */
  selected: boolean;
}

/** How much of a server one client reaches: a dash, all of it, or a part; dashed and blue while it is staged. */
export function MatrixCell({ client, server, view, selected }: MatrixCellProps) {
  const { kind, staged } = view;
  return (
    <span
      role="img"
      aria-label={spokenCell(client, server, view)}
      className={clsx(
        'relative flex h-32 w-[calc(100%-0.5rem)] max-w-84 flex-col items-center justify-center gap-3 rounded-6 border font-540 text-12/14 large:h-34 large:max-w-92',
        looks(view),
        selected && 'outline-2 outline-blue-line',
      )}
    >
      {kind === 'none' && staged === null ? (
        <span className="h-[1.5px] w-8 rounded-[1px] bg-control opacity-80" aria-hidden />
      ) : (
        <>
          <span className={clsx('tabular-nums', staged === 'lost' && 'line-through')}>
            <Reach view={view} />
          </span>
          <Bar view={view} />
        </>
      )}
      {staged !== null && (
        <span
          aria-hidden
          className="-top-6 -right-6 absolute grid size-15 place-items-center rounded-full bg-blue-fill font-700 text-11 text-on-fill"
        >
          {signs[staged]}
        </span>
      )}
    </span>
  );
}

function looks({ kind, staged }: CellView): string {
  if (staged !== null)
    return 'border-[1.5px] border-blue-fill border-dashed bg-blue-soft text-blue';
  if (kind === 'all') return 'border-green-line bg-green-soft text-green';
  return kind === 'some'
    ? 'border-transparent bg-pressed text-ink'
    : 'border-transparent text-ink-3';
}

function Reach({ view: { kind, allowed, asked, total } }: { view: CellView }) {
  if (kind === 'none') return '0';
  if (kind === 'all') return total === 0 ? 'All' : `All ${formatCount(total)}`;
  return (
    <>
      {formatCount(allowed + asked)}
      <span className="font-400 opacity-80">/{formatCount(total)}</span>
    </>
  );
}

/** Solid for what is allowed, striped for what asks first. */
function Bar({ view: { allowed, asked, total, staged } }: { view: CellView }) {
  const share = (count: number) => `${total === 0 ? 0 : (count / total) * 100}%`;
  return (
    <span
      aria-hidden
      className={clsx(
        'flex h-3 w-28 overflow-hidden rounded-[2px]',
        staged ? 'bg-blue-line' : 'bg-line-2',
      )}
    >
      <span className="bg-green-fill" style={{ width: share(allowed) }} />
      <span
        className="bg-[repeating-linear-gradient(90deg,var(--amber-fill)_0_2px,transparent_2px_3px)]"
        style={{ width: share(asked) }}
      />
    </span>
  );
}
