import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cli, startLmcp } from './lmcp.ts';
import { load } from './measure.ts';
import type { Figures } from './statistics.ts';
import { startProcess, stopProcess } from './target.ts';

const watcher = fileURLToPath(new URL('targets/watcher.mjs', import.meta.url));

/** Notes calls/s of one engine, alone and while an overview watches, by turns: `rate` of `unwatched` and of `watched`. */
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
      const { child } = await startProcess(process.execPath, [
        watcher,
        String(target.port),
        String(token),
      ]);
      figures.note('watched', 'rate', await measure());
      await stopProcess(child);
    }
  } finally {
    await stopProcess(target.process);
  }
}
