import clsx from 'clsx';
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useShortcut } from '../keyboard/use-shortcut.ts';
import { nextRow } from './next-row.ts';
import { hasModifier, useEntryKeys } from './use-entry-keys.ts';

interface RowsState {
  /** The one row that Tab reaches. */
  readonly tabStop: string | undefined;
  readonly selected: string | null;
  readonly open: (id: string) => void;
  readonly visit: (id: string) => void;
}

const RowsContext = createContext<RowsState | null>(null);

export interface RowsProps {
  label: string;
  /** Widths of the columns, as `grid-template-columns`. */
  columns: string;
  /** Every row in order, also those that a virtual list does not draw. */
  ids: readonly string[];
  /** The row whose drawer is open. */
  selected?: string | null;
  onOpen: (id: string) => void;
  /** Brings a row that is not drawn into view; a virtual list needs it. */
  onReveal?: (id: string) => void;
  /** The scrolling element, for a virtual list. */
  ref?: RefObject<HTMLDivElement | null>;
  /** `RowsHead`, then rows. */
  children: ReactNode;
}

/**
 * A list whose rows open something: arrows or J and K lead into it and move, Home and End jump, Enter opens. One tab stop. It
 * scrolls by itself and its head sticks.
 */
export function Rows(props: RowsProps) {
  const { label, columns, ids, selected = null, onOpen, onReveal, children } = props;
  const own = useRef<HTMLDivElement>(null);
  const box = props.ref ?? own;
  const [visited, setVisited] = useState<string | null>(null);
  useEffect(() => setVisited((before) => selected ?? before), [selected]);
  const known = [visited, selected].find((id) => id !== null && ids.includes(id));
  const tabStop = known ?? ids[0];
  const state = useMemo(
    () => ({ tabStop, selected, open: onOpen, visit: setVisited }),
    [tabStop, selected, onOpen],
  );

  const goTo = (id: string | undefined) => {
    if (id === undefined) return;
    setVisited(id);
    onReveal?.(id);
    focusRow(box, id);
  };
  const enter = () => goTo(tabStop);
  useEntryKeys(enter);
  useShortcut({ keys: 'j', label: 'Next row', group: 'In lists' }, enter);
  useShortcut({ keys: 'k', label: 'Previous row', group: 'In lists' }, enter);
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    if (row !== event.target || event.defaultPrevented || hasModifier(event)) return;
    const next = nextRow(ids, tabStop, event.key);
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  };

  return (
    <RowsContext value={state}>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element. */}
      <div
        ref={box}
        role="grid"
        aria-label={label}
        aria-rowcount={ids.length + 1}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-y-auto outline-none [scroll-padding-top:2rem]"
        style={{ '--columns': columns } as React.CSSProperties}
      >
        {children}
      </div>
    </RowsContext>
  );
}

/** A virtual list draws the row only after it was revealed: the next frame sees it. */
function focusRow(box: RefObject<HTMLDivElement | null>, id: string): void {
  const find = () => box.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  const drawn = find();
  if (drawn) drawn.focus();
  else requestAnimationFrame(() => find()?.focus());
}

const line = 'grid grid-cols-(--columns) items-center gap-x-16 px-24';

/** Names of the columns; stays while the rows scroll. */
export function RowsHead({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a grid that is no table element.
    // biome-ignore lint/a11y/useFocusableInteractive: the head is read, not visited.
    <div
      role="row"
      className={clsx(
        line,
        'sticky top-0 z-10 h-30 border-line border-b bg-bg font-500 text-11 text-ink-3',
      )}
    >
      {children}
    </div>
  );
}

export interface CellProps {
  /** Numbers stand at the right. */
  end?: boolean;
  className?: string;
  children?: ReactNode;
}

export function ColumnHead({ end = false, className, children }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a grid that is no table element.
    // biome-ignore lint/a11y/useFocusableInteractive: the head is read, not visited.
    <div role="columnheader" className={clsx('truncate', end && 'text-right', className)}>
      {children}
    </div>
  );
}

const heights = { audit: 'h-30 text-12', one: 'h-34', matrix: 'h-44', two: 'h-52' };

export interface RowProps {
  id: string;
  /** 30, 34, 44 or 52 pixels. */
  height?: keyof typeof heights;
  /** Its place in a list of which only a part is drawn; from 1. */
  position?: number;
  style?: React.CSSProperties;
  children: ReactNode;
}

export function Row({ id, height = 'one', position, style, children }: RowProps) {
  const rows = useContext(RowsContext);
  if (rows === null) throw new Error('a row outside of rows');
  const selected = rows.selected === id;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a grid that is no table element.
    <div
      role="row"
      data-row={id}
      aria-selected={selected}
      aria-rowindex={position === undefined ? undefined : position + 1}
      tabIndex={rows.tabStop === id ? 0 : -1}
      style={style}
      onFocus={() => rows.visit(id)}
      onClick={(event) => {
        if (isRowsOwn(event)) rows.open(id);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
        event.preventDefault();
        rows.open(id);
      }}
      className={clsx(
        line,
        'group relative cursor-default border-line border-b -outline-offset-2',
        heights[height],
        selected
          ? 'bg-blue-soft before:absolute before:inset-y-0 before:left-0 before:w-2 before:bg-blue-fill'
          : 'hover:bg-hover',
      )}
    >
      {children}
    </div>
  );
}

/** A click on a button inside a row is that button's, and one on the button's menu, which lies elsewhere, is the menu's. */
function isRowsOwn({ target, currentTarget }: React.MouseEvent): boolean {
  if (!(target instanceof Element) || !currentTarget.contains(target)) return false;
  return !currentTarget.contains(target.closest('a, button, input, select'));
}

export function Cell({ end = false, className, children }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a grid that is no table element.
    // biome-ignore lint/a11y/useFocusableInteractive: the row takes the focus.
    <div role="gridcell" className={clsx('min-w-0 truncate', end && 'text-right', className)}>
      {children}
    </div>
  );
}
