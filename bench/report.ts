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

/** p50 of a sequential call beside the pipe: one behind the other as the system places everybody, and under each of the conditions. */
export function printSequential(
  conditions: readonly string[],
  targets: readonly string[],
  figures: Figures,
): void {
  console.log('\nsequential call, p50 us and x pipe');
  for (const figure of ['p50', ...conditions]) {
    const cells = targets.map((target) => {
      const us = figures.of(target, figure).median.toFixed(0);
      return `${target} ${us} (${figures.ratio(figure, target, 'pipe').toFixed(2)})`;
    });
    const name = figure === 'p50' ? 'as the system places them' : figure;
    const pipe = figures.of('pipe', figure).median.toFixed(0);
    console.log(`  ${name.padEnd(26)} pipe ${pipe.padEnd(4)} ${cells.join('  ')}`);
  }
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
