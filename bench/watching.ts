import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cli, startLmcp } from './lmcp.ts';
import { load } from './measure.ts';
import type { Figures } from './statistics.ts';
import { settled, startProcess, stopProcess, type Target } from './target.ts';

const watcher = fileURLToPath(new URL('targets/watcher.mjs', import.meta.url));

/** The views that people leave open; bench/targets/view-questions.json says what each asks. */
export const watchedViews = ['Overview', 'Audit'] as const;

/**
 * Notes calls/s of one engine, alone and while a view watches, by turns: `rate` of `unwatched`, `watched: Overview` and `watched: Audit`;
 * and then, beside an engine that has just been started, `rate` of `old` and `young`. @returns after how many calls.
 */
export async function measureWatching(
  dir: string,
  figures: Figures,
  rounds: number,
  calls: number,
): Promise<number> {
  const target = await startOne(dir);
  try {
    const places = [
      '--registry',
      join(dir, 'registry.yaml'),
      '--data',
      join(dir, 'data'),
      '--json',
    ];
    const minted = execFileSync(process.execPath, [cli, 'management', 'rotate', ...places], {
      encoding: 'utf8',
    });
    const { token } = JSON.parse(minted);
    const measure = async () => (await load(target, 32, calls)).callsPerSecond;
    await measure();
    for (let round = 0; round < rounds; round++) {
      figures.note('unwatched', 'rate', await measure());
      for (const view of watchedViews) {
        const { child } = await startProcess(process.execPath, [
          watcher,
          String(target.port),
          String(token),
          view,
        ]);
        // Counting what nobody watched belongs to opening the view.
        await settled(target.process.pid ?? 0);
        figures.note(`watched: ${view}`, 'rate', await measure());
        await stopProcess(child);
      }
    }
    await measurePace(target, join(dir, 'young'), figures, calls / 8);
    return rounds * (1 + watchedViews.length) * calls;
  } finally {
    await stopProcess(target.process);
  }
}

/** By turns, since a machine changes its pace in the minutes between youth and age. */
async function measurePace(
  old: Target,
  dir: string,
  figures: Figures,
  calls: number,
): Promise<void> {
  const young = await startOne(dir);
  try {
    await load(young, 32, 2 * calls);
    for (let turn = 0; turn < 9; turn++) {
      figures.note('old', 'rate', (await load(old, 32, calls)).callsPerSecond);
      figures.note('young', 'rate', (await load(young, 32, calls)).callsPerSecond);
    }
  } finally {
    await stopProcess(young.process);
  }
}

function startOne(dir: string): Promise<Target> {
  return startLmcp({ name: 'watched', dir, durability: 'crash', servers: 1, toolsPerServer: 2 });
}
