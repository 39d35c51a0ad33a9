/** A place in the matrix, by position. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
}

export interface GridKey {
  readonly key: string;
  readonly mod: boolean;
}

/** Where a key leads from a cell (UI: keyboard of the matrix); null for a key that moves nowhere. */
export function movePlace(from: Place, { key, mod }: GridKey, size: GridSize): Place | null {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const at = (row: number, column: number): Place => ({
    row: Math.min(Math.max(row, 0), lastRow),
    column: Math.min(Math.max(column, 0), lastColumn),
  });
  switch (key) {
    case 'ArrowUp':
      return at(mod ? 0 : from.row - 1, from.column);
    case 'ArrowDown':
      return at(mod ? lastRow : from.row + 1, from.column);
    case 'ArrowLeft':
      return at(from.row, mod ? 0 : from.column - 1);
    case 'ArrowRight':
      return at(from.row, mod ? lastColumn : from.column + 1);
    case 'Home':
      return at(mod ? 0 : from.row, 0);
    case 'End':
      return at(mod ? lastRow : from.row, lastColumn);
    case 'PageUp':
      return at(from.row - 10, from.column);
    case 'PageDown':
      return at(from.row + 10, from.column);
    default:
      return null;
  }
}

/** Every place of the block between two corners. */
export function blockOf(one: Place, other: Place): Place[] {
  const rows = range(one.row, other.row);
  const columns = range(one.column, other.column);
  return rows.flatMap((row) => columns.map((column) => ({ row, column })));
}

export function isInBlock(place: Place, one: Place, other: Place): boolean {
  const between = (value: number, a: number, b: number) =>
    value >= Math.min(a, b) && value <= Math.max(a, b);
  return between(place.row, one.row, other.row) && between(place.column, one.column, other.column);
}

function range(from: number, to: number): number[] {
  const start = Math.min(from, to);
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => start + index);
}
