import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { McpClient } from '../../test/helpers/mcp-client.ts';
import { seededRandom } from '../../test/helpers/seeded-random.ts';
import { Installation } from '../installation.ts';
import { habits, latest, office, pictured } from './office.ts';

const server = join(import.meta.dirname, '..', '..', 'test', 'servers', 'pictured.mjs');
const hurriedClock = join(import.meta.dirname, 'hurried-clock.mjs');
const pauseMs = 25;
const callArguments = { path: 'src/main.ts', query: 'retry' };

export interface BusyOffice {
  readonly installation: Installation;
  /** Some more calls, so that the log ends with what is looked at most. */
  goOn(): Promise<void>;
}

/**
 * An engine that looks as if it had worked for an hour: several clients, eight servers, refused calls, one server that cannot
 * start and one whose definitions changed.
 * @param catchUpMs how long the hour takes.
 */
export async function openBusyOffice(catchUpMs: number): Promise<BusyOffice> {
  const installation = await Installation.make(office);
  const { directory } = installation;
  const marker = join(directory, 'another-story');
  await writeCommands(join(directory, 'bin'), marker);
  const env = {
    ...process.env,
    HOME: directory,
    PATH: `${join(directory, 'bin')}:${process.env.PATH}`,
    NODE_OPTIONS: `--import=${hurriedClock}`,
    PICTURES_CATCH_UP_MS: String(catchUpMs),
  };
  // Before the engine's clock has caught up: later calls would all fall into one minute.
  const doneMs = Date.now() + catchUpMs;
  // The port that people know, where nobody has it.
  await installation.serve({ env, port: 7345 }).catch(() => installation.serve({ env }));
  const clients = await connectAll(installation);
  installation.lmcp('client', 'rotate', 'ci-runner', '--ttl', '3d');
  for (const name of ['sentry', 'invoices', 'playwright', 'fetch'] as const)
    installation.lmcp('server', 'start', name);
  installation.lmcp('server', 'stop', 'playwright');
  await Promise.all(clients.map(([id, client], index) => work(id, client, doneMs, index)));
  // A little history to look back on.
  installation.lmcp('client', 'allow', 'gemini-cli', 'fetch');
  installation.lmcp('client', 'deny-servers', 'gemini-cli', 'fetch');
  installation.lmcp('client', 'allow', 'ci-runner', 'sentry');
  await writeFile(marker, '');
  installation.lmcp('server', 'restart', 'github');
  return {
    installation,
    goOn: async () => {
      for (const [id, tool] of latest) await new Map(clients).get(id)?.call(tool, callArguments);
    },
  };
}

/** Scripts named like well-known servers, so that no path of this machine is in a picture. */
async function writeCommands(bin: string, marker: string): Promise<void> {
  await mkdir(bin);
  for (const name of pictured) {
    const path = join(bin, `mcp-server-${name}`);
    const story = name === 'github' ? ` '${marker}'` : '';
    await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${server}' ${name}${story}\n`);
    await chmod(path, 0o755);
  }
}

async function connectAll(installation: Installation): Promise<[string, McpClient][]> {
  const ids = [...new Set(habits.map(([, client]) => client))];
  const connected: [string, McpClient][] = [];
  for (const id of ids) {
    connected.push([id, await installation.connect(id, { name: id, version: '3.2.0' })]);
  }
  return connected;
}

/** One client calls by its habits until then; a refusal is an answer like any other. */
async function work(id: string, client: McpClient, doneMs: number, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const own = habits.filter(([, who]) => who === id);
  const weight = own.reduce((sum, [one]) => sum + one, 0);
  const everyMs = (pauseMs * 160) / weight;
  while (Date.now() < doneMs) {
    let left = random() * weight;
    const habit = own.find(([one]) => {
      left -= one;
      return left <= 0;
    });
    if (habit !== undefined) await client.call(habit[2], callArguments);
    // Work comes in bursts, as people's does.
    await wait(everyMs * (random() < 0.08 ? 6 : 0.4 + random()));
  }
}
