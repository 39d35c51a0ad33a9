import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cli, startLmcp } from './lmcp.ts';
import { load } from './measure.ts';
import type { Figures } from './statistics.ts';
import { settled, startProcess, stopProcess } from './target.ts';

const watcher = fileURLToPath(new URL('targets/watcher.mjs', import.meta.url));

/** The views that people leave open; bench/targets/view-questions.json says what each asks. */
export const watchedViews = ['Overview', 'Audit'] as const;

/**
 * Notes calls/s of one engine, alone and while a view watches, by turns: `rate` of `unwatched`, `watched: Overview` and `watched: Audit`;
 * and, of the same engine before and after all these calls, `rate` of `young` and `old`. @returns how many they were.
 */
export async function measureWatching(
  dir: string,
  figures: Figures,
  rounds: number,
  calls: number,
): Promise<number> {
  const target = await startLmcp({
    name: 'watched',
    dir,
    durability: 'crash',
    servers: 1,
    toolsPerServer: 2,
  });
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
    const measure = async (most = calls) => (await load(target, 32, most)).callsPerSecond;
    const measurePace = async (age: string) => {
      for (let times = 0; times < 3; times++) figures.note(age, 'rate', await measure(calls / 4));
    };
    await measure(calls / 2);
    await measurePace('young');
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
    await measurePace('old');
    return rounds * (1 + watchedViews.length) * calls;
  } finally {
    await stopProcess(target.process);
  }
}
