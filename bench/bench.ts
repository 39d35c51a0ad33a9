import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDirect, startPipe, startPipeSync } from './floors.ts';
import { startLmcp, stateless } from './lmcp.ts';
import { bigRequest, bigResult, listTools, load, sequential } from './measure.ts';
import { measureMemory } from './memory.ts';
import { canPlace, placed, placements } from './placement.ts';
import { printSequential, printTable } from './report.ts';
import { atLeast, atMost, type Bar, Figures } from './statistics.ts';
import { measureStreams } from './streams.ts';
import { rssMiB, stopProcess, type Target } from './target.ts';
import { measureWatching, watchedViews } from './watching.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    calls: { type: 'string', default: '750' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run bench -- [--rounds 30] [--calls 750]   LMCP beside its floors, in the same run',
  );
  process.exit(0);
}
const rounds = Number(options.rounds);
const calls = Number(options.calls);
const concurrency = 32;
const held = canPlace() ? placements : [];
/** Calls one by one, as an agent makes them: the machine has gone to rest before each. */
const apart = { name: 'a millisecond apart', pauseMs: 1, calls: 100 } as const;
/** How a sequential call is measured beside the plain way. */
const conditions = [...held.map(({ name }) => name), apart.name];

const dir = mkdtempSync(join(tmpdir(), 'lmcp-bench-'));
const started: Target[] = [];
const keep = async (target: Promise<Target>) => {
  const ready = await target;
  started.push(ready);
  return ready;
};

try {
  const lmcp = (name: string, durability: 'crash' | 'power-loss') =>
    keep(startLmcp({ name, dir: join(dir, name), durability, servers: 1, toolsPerServer: 2 }));
  const crash = await lmcp('lmcp crash', 'crash');
  const fresh = await lmcp('lmcp fresh', 'crash');
  const rssAtStart = rssMiB(fresh.process.pid ?? 0);
  const powerLoss = await lmcp('lmcp power-loss', 'power-loss');
  const pipe = await keep(startPipe());
  const direct = await keep(startDirect());
  const withoutSession = stateless(crash, 'lmcp stateless');
  // No process twice in a row: the one that worked last is woken later by the system, be it a floor or LMCP.
  const pipeSync = await keep(startPipeSync(join(dir, 'journal')));
  const targets = [direct, pipe, crash, pipeSync, withoutSession, powerLoss];
  const many = await keep(
    startLmcp({
      name: 'lmcp 20x50',
      dir: join(dir, 'many'),
      durability: 'crash',
      servers: 20,
      toolsPerServer: 50,
    }),
  );
  const manyPipe = await keep(startPipe(1_000, 'pipe 1000'));

  const figures = new Figures();
  // Everybody is measured warm: optimising compilers need some ten thousand calls.
  for (const target of targets) await load(target, concurrency, calls * 16);
  // Many short ones: which core wakes which is settled anew each time, and makes a third of what a sequential call takes.
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    for (const target of targets) {
      const { p50Us, p99Us } = await sequential(target, calls);
      figures.note(target.name, 'p50', p50Us);
      figures.note(target.name, 'p99', p99Us);
      const { callsPerSecond, cpuUsPerCall } = await load(target, concurrency, calls * 2);
      figures.note(target.name, 'rate', callsPerSecond);
      figures.note(target.name, 'cpu', cpuUsPerCall);
    }
    for (const placement of held) {
      for (const target of [pipe, crash, direct, withoutSession]) {
        const { p50Us } = await placed(placement, target, () =>
          sequential(target, Math.ceil(calls / 2)),
        );
        figures.note(target.name, placement.name, p50Us);
      }
    }
    for (const target of [pipe, crash, direct, withoutSession])
      figures.note(target.name, apart.name, (await sequential(target, apart.calls, apart)).p50Us);
    for (const target of [pipe, crash]) {
      figures.note(target.name, 'big result', (await bigResult(target, 40)).p50Us);
      figures.note(target.name, 'big request', (await bigRequest(target, 20)).p50Us);
    }
    for (const target of [manyPipe, many])
      figures.note(target.name, 'list', (await listTools(target, 40, 1_000)).p50Us);
  }
  const memory = await measureMemory(fresh);
  const listenKiB = await measureStreams(join(dir, 'listen'), 'subscriptions/listen');
  const getKiB = await measureStreams(join(dir, 'get'), 'GET');
  const watched = join(dir, 'watched');
  // Long enough for a view to ask more than once: it asks every two seconds.
  const watchedCalls = await measureWatching(watched, figures, Math.min(rounds, 15), calls * 64);
  const sequentialBars = (label: string, target: string) =>
    ['p50', ...conditions].map((figure) => {
      const where = figure === 'p50' ? '' : `, ${figure}`;
      const value = figures.ratio(figure, target, 'pipe');
      return atMost(`${label}: p50 of a sequential call${where}`, value, 1.6, 'x pipe');
    });
  const bars: Bar[] = [
    ...sequentialBars('crash', 'lmcp crash'),
    atLeast(
      'crash: calls/s at 32 concurrent',
      figures.ratio('rate', 'lmcp crash', 'pipe'),
      0.5,
      'x pipe',
    ),
    atMost('crash: CPU per call', figures.of('lmcp crash', 'cpu').median, 90, 'us'),
    ...sequentialBars('crash, stateless era', 'lmcp stateless'),
    atLeast(
      'crash, stateless era: calls/s at 32 concurrent',
      figures.ratio('rate', 'lmcp stateless', 'pipe'),
      0.5,
      'x pipe',
    ),
    atMost(
      'crash, stateless era: CPU per call',
      figures.of('lmcp stateless', 'cpu').median,
      90,
      'us',
    ),
    atMost(
      'power-loss: p50 of a sequential call',
      figures.ratio('p50', 'lmcp power-loss', 'pipe+sync'),
      1.4,
      'x pipe+sync',
    ),
    atMost('1 MB result', figures.ratio('big result', 'lmcp crash', 'pipe'), 1.5, 'x pipe'),
    atMost(
      'tools/list, 20 servers x 50 tools',
      figures.ratio('list', 'lmcp 20x50', 'pipe 1000'),
      1,
      'x pipe',
    ),
    atMost('RSS at start', rssAtStart, 80, 'MiB'),
    atMost('RSS after 20,000 calls', memory.afterCallsMiB, 140, 'MiB'),
    atMost('left behind by a closed session', memory.perSessionKiB, 1, 'KiB'),
    atMost('subscriptions/listen, each of 200', listenKiB, 30, 'KiB'),
    atMost('GET stream, each of 200', getKiB, 30, 'KiB'),
    atLeast(
      `calls/s after ${watchedCalls.toLocaleString('en')} calls`,
      figures.ratio('rate', 'old', 'young'),
      0.9,
      'x a young engine',
    ),
    ...watchedViews.map((view) =>
      atLeast(
        `calls/s while ${view} is open in a control center`,
        figures.ratio('rate', `watched: ${view}`, 'unwatched'),
        0.95,
        'x unwatched',
      ),
    ),
  ];
  printTable(
    targets.map(({ name }) => name),
    figures,
    bars,
  );
  printSequential(conditions, [crash.name, withoutSession.name], figures);
  const accepted = figures.ratio('big request', 'lmcp crash', 'pipe');
  console.log(`     1 MB request: accepted, ${accepted.toFixed(2)} x pipe`);
  const results = join(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  const report = {
    at: new Date().toISOString(),
    node: process.version,
    cpus: cpus().length,
    rounds,
    calls,
    figures: figures.all(),
    bars,
  };
  const file = join(results, `${report.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nwritten to ${file}`);
  process.exitCode = bars.every(({ holds }) => holds) ? 0 : 1;
} finally {
  await Promise.all(started.map(({ process: child }) => stopProcess(child)));
  rmSync(dir, { recursive: true, force: true });
}
