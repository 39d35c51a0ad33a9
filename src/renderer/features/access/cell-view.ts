import type { AccessChange } from '../../../shared/contract-access.ts';
import { formatCounted } from '../../format/numbers.ts';
import {
  type AccessData,
  type CellEdit,
  cellKey,
  isGranted,
  type StagedEdits,
} from './staged-edits.ts';

export interface CellCounts {
  readonly allowed: number;
  readonly asked: number;
  readonly denied: number;
}

/** One cell as the matrix shows it. */
export interface CellView {
  readonly kind: 'none' | 'all' | 'some';
  readonly allowed: number;
  readonly asked: number;
  readonly total: number;
  /** What is staged here: a server gained, lost, or other tools of it. */
  readonly staged: 'gained' | 'lost' | 'tools' | null;
}

export type CellIndex = ReadonlyMap<string, CellCounts>;

/** The counts of every granted cell, by `cellKey`. */
export function indexCells({ cells }: AccessData): CellIndex {
  return new Map(cells.map((cell) => [cellKey(cell.client, cell.server), cell]));
}

/** What staged cells would come to, as the engine says. */
export function indexChanges(changes: readonly AccessChange[]): CellIndex {
  const counted = changes.filter(({ kind }) => kind !== 'lost');
  return new Map(counted.map(({ client, server, after }) => [cellKey(client, server), after]));
}

/** The matrix as it is, what is staged on it, and the counts of both. */
export interface MatrixData {
  readonly present: AccessData;
  readonly staged: StagedEdits;
  readonly now: CellIndex;
  /** Of staged cells; a cell that the engine has not counted yet is missing. */
  readonly after: CellIndex;
}

/** A cell with what is staged on it. Until the engine has counted, a server gained stands for all of its tools. */
export function viewCell(
  { present, staged, now, after }: MatrixData,
  client: string,
  server: { readonly id: string; readonly tools: number },
): CellView {
  const key = cellKey(client, server.id);
  const edit = staged.cells.get(key);
  // Counts of a cell that is staged no more may still be there.
  const counts = (edit && after.get(key)) ?? now.get(key);
  const granted = isGranted(present, staged, client, server.id);
  const kindOfEdit = stagedKind(edit);
  if (!granted && kindOfEdit !== 'lost') {
    return { kind: 'none', allowed: 0, asked: 0, total: server.tools, staged: kindOfEdit };
  }
  const allowed = counts?.allowed ?? server.tools;
  const asked = counts?.asked ?? 0;
  const total = counts ? counts.allowed + counts.asked + counts.denied : server.tools;
  const isAll = allowed + asked === total;
  return { kind: isAll ? 'all' : 'some', allowed, asked, total, staged: kindOfEdit };
}

function stagedKind(edit: CellEdit | undefined): CellView['staged'] {
  if (edit === undefined) return null;
  if (edit.granted === true) return 'gained';
  return edit.granted === false ? 'lost' : 'tools';
}

/** What a screen reader says of a cell: `claude-code, github: 20 of 26 tools, 5 ask first, staged`. */
export function spokenCell(client: string, server: string, view: CellView): string {
  return [`${client}, ${server}: ${reach(view)}`, spokenStaging[view.staged ?? 'none']]
    .filter((part) => part !== '')
    .join(', ');
}

const spokenStaging = {
  none: '',
  gained: 'staged to be added',
  lost: 'staged to be removed',
  tools: 'staged with other tools',
};

function reach({ kind, allowed, asked, total }: CellView): string {
  if (kind === 'none') return 'no access';
  const asks = asked === 0 ? '' : `, ${asked} ask first`;
  if (kind === 'all' && total === 0) return 'granted, no tools known yet';
  if (kind === 'all') return `all ${formatCounted(total, 'tool')}${asks}`;
  return `${allowed + asked} of ${formatCounted(total, 'tool')}${asks}`;
}

/** The staged edits in a sentence each: `codex gains linear`. */
export function stagedSentence({ client, server, granted }: CellEdit): [string, string] {
  if (granted === true) return [client, `gains ${server}`];
  if (granted === false) return [client, `loses ${server}`];
  return [client, `gets other tools of ${server}`];
}
