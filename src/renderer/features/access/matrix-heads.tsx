import clsx from 'clsx';
import { describeServerState } from '../../format/server-state.ts';
import { StatusDot } from '../../ui/status.tsx';
import { Tile } from '../../ui/tile.tsx';
import type { AccessData } from './staged-edits.ts';

/** Height of the row of heads, in pixels. */
export const headHeight = 56;

export interface ColumnHeadProps {
  server: AccessData['servers'][number];
  /** The pointer or the focus is in this column. */
  lit: boolean;
  left: number;
  width: number;
}

/** A server with its state. */
export function ColumnHead({ server, lit, left, width }: ColumnHeadProps) {
  const { tone, word } = describeServerState(server.enabled ? server.state : 'disabled');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a grid that is no table element.
    // biome-ignore lint/a11y/useFocusableInteractive: the head is read, not visited.
    <div
      role="columnheader"
      title={`${server.id}: ${word}`}
      className={clsx(
        'absolute inset-y-0 flex flex-col items-center justify-end gap-5 px-2 pb-10 font-500 text-11/13',
        lit ? 'bg-hover text-ink' : 'text-ink-2',
      )}
      style={{ left, width }}
    >
      <StatusDot tone={tone} />
      <span className="sr-only">{word}</span>
      <span className="wrap-anywhere line-clamp-2 max-w-full text-center">{server.id}</span>
    </div>
  );
}

export interface RowHeadProps {
  client: AccessData['clients'][number];
  width: number;
  lit: boolean;
}

/** A client; it stays while the matrix scrolls sideways. */
export function RowHead({ client, width, lit }: RowHeadProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a grid that is no table element.
    // biome-ignore lint/a11y/useFocusableInteractive: the head is read, not visited.
    <div
      role="rowheader"
      title={client.enabled ? client.id : `${client.id}: disabled, reaches nothing`}
      className="sticky left-0 z-10 flex h-full items-center bg-bg"
      style={{ width }}
    >
      <span
        className={clsx(
          'flex h-full w-full items-center gap-9 pr-8 pl-20 wide:pl-24',
          lit && 'bg-hover',
        )}
      >
        <Tile small name={client.id} />
        <span className={clsx('truncate font-500', !client.enabled && 'text-ink-3 line-through')}>
          {client.id}
        </span>
      </span>
    </div>
  );
}
