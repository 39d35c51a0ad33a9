import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLaunches } from '../../src/core/state/launches.ts';
import { openState } from '../../src/core/state/state-database.ts';
import { reapLeftovers } from '../../src/core/supervisor/reap-leftovers.ts';
import { openUpstreamRig, testServer } from './upstream-rig.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Starts `count` stubborn servers in a process of its own and kills that process with SIGKILL. */
export async function leftBehind(count: number): Promise<{ directory: string; pids: number[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'lmcp-killed-'));
  const host = spawn(process.execPath, [import.meta.filename, directory, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: host.stdout })) {
    const exited = new Promise((resolve) => {
      host.once('exit', resolve);
    });
    host.kill('SIGKILL');
    await exited;
    return { directory, pids: JSON.parse(line) };
  }
  throw new Error('The host ended before its servers were ready');
}

/** What the next start does; the directory is removed afterwards. @returns how many groups it killed. */
export async function reapIn(directory: string): Promise<number> {
  const state = openState(join(directory, 'state.db'), { log: quiet });
  try {
    const launches = createLaunches(state.db);
    const reaped = reapLeftovers(launches, quiet);
    if (launches.all().length > 0) throw new Error('Launch records were left');
    return reaped;
  } finally {
    state.close();
    await rm(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [directory = '', count = '1'] = process.argv.slice(2);
  const ids = Array.from({ length: Number(count) }, (_, index) => `s${index}`);
  const servers = Object.fromEntries(
    ids.map((id) => [id, testServer('bad-start.mjs', ['stubborn'])]),
  );
  const rig = await openUpstreamRig({ servers, directory });
  await Promise.all(ids.map((id) => rig.pool.shared(id).start()));
  console.log(JSON.stringify(ids.map((id) => rig.pool.status(id)[0]?.pid)));
}
