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

/** Notes calls/s of one engine, alone and while a view watches, by turns: `rate` of `unwatched`, `watched: Overview` and `watched: Audit`. */
export async function measureWatching(
  dir: string,
  figures: Figures,
  rounds: number,
  calls: number,
): Promise<void> {
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
  } finally {
    await stopProcess(target.process);
  }
}
