import type { Bar, Figures, Spread } from './statistics.ts';

const columns = ['p50', 'p99', 'rate', 'cpu'] as const;

/** The table of all targets (medians, ranges in brackets), then the bars. */
export function printTable(
  targets: readonly string[],
  figures: Figures,
  bars: readonly Bar[],
): void {
  const rows = targets.map((target) => [
    target,
    ...columns.map((column) => cell(figures.of(target, column))),
  ]);
  const head = ['target', 'p50 us', 'p99 us', 'calls/s at 32', 'CPU us/call'];
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  console.log(
    'Rates lifted (limits.rpm: 0), otherwise the documented defaults. Medians, ranges in brackets.\n',
  );
  for (const row of [head, ...rows]) {
    console.log(row.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  '));
  }
  console.log('');
  printBars(bars);
}

/** Each bar with its figure, and whether it holds. */
export function printBars(bars: readonly Bar[]): void {
  for (const bar of bars) {
    const relation = bar.name.includes('calls/s') ? '>=' : '<=';
    const mark = bar.holds ? 'ok  ' : 'MISS';
    console.log(
      `${mark} ${bar.name}: ${bar.value.toFixed(2)} ${bar.unit} (${relation} ${bar.limit})`,
    );
  }
}

function cell({ median, min, max }: Spread): string {
  return `${median.toFixed(0)} [${min.toFixed(0)}-${max.toFixed(0)}]`;
}
