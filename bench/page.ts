import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../e2e/find-chromium.ts';
import { cli, startLmcp } from './lmcp.ts';
import { load } from './measure.ts';
import { printBars } from './report.ts';
import { atMost, type Bar, Figures } from './statistics.ts';
import { stopProcess, type Target } from './target.ts';

/** `npm run bench:page`: how quick the control center is, in a real browser beside an engine with 50 servers of 40 tools and 50 clients. */
const size = 50;
const rounds = 5;
const frames = 90;

const found = findChromium();
if (found === null) {
  console.error('There is no Chromium on this machine: nothing was measured.');
  process.exit(1);
}
const dir = mkdtempSync(join(tmpdir(), 'lmcp-page-'));
const figures = new Figures();
const target = await startLmcp({
  name: 'page',
  dir,
  durability: 'crash',
  servers: size,
  toolsPerServer: 40,
  clients: size - 1,
});
const browser = await chromium.launch(found);
try {
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 1_180, height: 760 } });
    const page = await context.newPage();
    await page.goto(link());
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    await page.reload();
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    figures.note('page', 'first paint ms', await firstPaintMs(page));
    await measureMatrix(page);
    await measureTail(page, target);
    await context.close();
  }
} finally {
  await browser.close();
  await stopProcess(target.process);
  rmSync(dir, { recursive: true, force: true });
}
const bars: Bar[] = [
  atMost('first paint, warm server', figures.of('page', 'first paint ms').median, 300, 'ms'),
  atMost('a frame of the scrolling matrix', figures.of('matrix', 'frame ms').median, 16, 'ms'),
  atMost('a click during 500 rows/s', figures.of('tail', 'click ms').median, 50, 'ms'),
];
printBars(bars);
process.exitCode = bars.every(({ holds }) => holds) ? 0 : 1;

function link(): string {
  const places = ['--registry', join(dir, 'registry.yaml'), '--data', join(dir, 'data')];
  const printed = execFileSync(process.execPath, [cli, 'ui', '--json', ...places], {
    encoding: 'utf8',
  });
  return JSON.parse(printed).link;
}

function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
}

/** Work per frame, from the scroll to after the paint, while the whole matrix passes by in both directions. */
async function measureMatrix(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Access' }).click();
  const grid = page.getByRole('grid', { name: 'Access' });
  await grid.getByRole('gridcell').first().waitFor();
  const times = await grid.evaluate(
    (element, count) =>
      new Promise<number[]>((resolve) => {
        const taken: number[] = [];
        const channel = new MessageChannel();
        let start = 0;
        channel.port1.onmessage = () => {
          taken.push(performance.now() - start);
          if (taken.length === count) resolve(taken);
          else requestAnimationFrame(frame);
        };
        const frame = () => {
          start = performance.now();
          element.scrollTop += 24;
          element.scrollLeft += 33;
          // Delivered behind the style, layout and paint of this frame.
          channel.port2.postMessage(null);
        };
        requestAnimationFrame(frame);
      }),
    frames,
  );
  figures.note('matrix', 'frame ms', percentile(times, 0.95));
}

/** From a click on a row until its details are painted, while calls come in at 250 a second: two rows each. */
async function measureTail(page: Page, engine: Target): Promise<void> {
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('grid').getByRole('row').nth(1).waitFor();
  const stop = new AbortController();
  const calls = paced(engine, stop.signal);
  const clicks: number[] = [];
  for (let click = 0; click < 8; click++) {
    clicks.push(
      await page.evaluate(
        (at) =>
          new Promise<number>((resolve) => {
            const rows = document.querySelectorAll<HTMLElement>('[role=grid] [data-row]');
            const start = performance.now();
            rows[at]?.click();
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => resolve(performance.now() - start);
              channel.port2.postMessage(null);
            });
          }),
        click % 4,
      ),
    );
    await page.waitForTimeout(200);
  }
  stop.abort();
  await calls;
  figures.note('tail', 'click ms', percentile(clicks, 0.9));
}

async function paced(engine: Target, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const start = performance.now();
    await load(engine, 5, 25);
    const restMs = Math.max(0, 100 - (performance.now() - start));
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
