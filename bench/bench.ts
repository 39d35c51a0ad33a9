import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDirect, startPipe, startPipeSync } from './floors.ts';
import { openSession, startLmcp } from './lmcp.ts';
import { bigRequest, bigResult, listTools, load, sequential } from './measure.ts';
import { printTable } from './report.ts';
import { BenchClient } from './http-client.ts';
import { atLeast, atMost, type Bar, type Spread, spread } from './statistics.ts';
import { rssMiB, stopProcess, type Target } from './target.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '2000' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run bench -- [--rounds 5] [--calls 2000]   LMCP beside its floors, in the same run',
  );
  process.exit(0);
}
const rounds = Number(options.rounds);
const calls = Number(options.calls);
const concurrency = 32;

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
  const rssAtStart = rssMiB(crash.process.pid ?? 0);
  const powerLoss = await lmcp('lmcp power-loss', 'power-loss');
  const pipe = await keep(startPipe());
  const targets = [
    await keep(startDirect()),
    pipe,
    await keep(startPipeSync(join(dir, 'journal'))),
    crash,
    powerLoss,
  ];
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

  const figures = new Map<string, number[]>();
  const note = (target: Target, figure: string, value: number) => {
    const key = `${target.name}/${figure}`;
    figures.set(key, [...(figures.get(key) ?? []), value]);
  };
  // Everybody is measured warm: optimising compilers need some ten thousand calls.
  for (const target of targets) await load(target, concurrency, calls * 5);
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    for (const target of targets) {
      const { p50Us, p99Us } = await sequential(target, calls);
      note(target, 'p50', p50Us);
      note(target, 'p99', p99Us);
      const { callsPerSecond, cpuUsPerCall } = await load(target, concurrency, calls * 2);
      note(target, 'rate', callsPerSecond);
      note(target, 'cpu', cpuUsPerCall);
    }
    for (const target of [pipe, crash]) {
      note(target, 'big result', (await bigResult(target, 40)).p50Us);
      note(target, 'big request', (await bigRequest(target, 20)).p50Us);
    }
    for (const target of [manyPipe, many])
      note(target, 'list', (await listTools(target, 40, 1_000)).p50Us);
  }
  const pid = crash.process.pid ?? 0;
  await load(crash, concurrency, 20_000);
  const rssAfter = rssMiB(pid);
  const { headers: own, ...rest } = crash;
  const { 'Mcp-Session-Id': _session, ...headers } = own;
  for (let index = 0; index < 1_000; index++) await openAndClose({ ...rest, headers });
  const rssBeforeSessions = rssMiB(pid);
  for (let index = 0; index < 3_000; index++) await openAndClose({ ...rest, headers });
  const sessionKiB = ((rssMiB(pid) - rssBeforeSessions) * 1_024) / 3_000;

  const of = (name: string, figure: string): Spread =>
    spread(figures.get(`${name}/${figure}`) ?? []);
  const ratio = (figure: string, name: string, floor: string) =>
    of(name, figure).median / of(floor, figure).median;
  const bars: Bar[] = [
    atMost('crash: p50 of a sequential call', ratio('p50', 'lmcp crash', 'pipe'), 1.6, 'x pipe'),
    atLeast('crash: calls/s at 32 concurrent', ratio('rate', 'lmcp crash', 'pipe'), 0.5, 'x pipe'),
    atMost('crash: CPU per call', of('lmcp crash', 'cpu').median, 90, 'us'),
    atMost(
      'power-loss: p50 of a sequential call',
      ratio('p50', 'lmcp power-loss', 'pipe+sync'),
      1.4,
      'x pipe+sync',
    ),
    atMost('1 MB result', ratio('big result', 'lmcp crash', 'pipe'), 1.5, 'x pipe'),
    atMost('1 MB request (accepted)', ratio('big request', 'lmcp crash', 'pipe'), 2, 'x pipe'),
    atMost(
      'tools/list, 20 servers x 50 tools',
      of('lmcp 20x50', 'list').median / of('pipe 1000', 'list').median,
      1,
      'x pipe',
    ),
    atMost('RSS at start', rssAtStart, 80, 'MiB'),
    atMost('RSS after 20,000 calls', rssAfter, 140, 'MiB'),
    atMost('left behind by a closed session', sessionKiB, 1, 'KiB'),
  ];
  const spreads = Object.fromEntries([...figures].map(([key, values]) => [key, spread(values)]));
  printTable(
    targets.map(({ name }) => name),
    of,
    bars,
  );
  const results = join(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  const report = {
    at: new Date().toISOString(),
    node: process.version,
    cpus: cpus().length,
    rounds,
    calls,
    spreads,
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

async function openAndClose(target: Target): Promise<void> {
  const session = await openSession(target);
  const client = await BenchClient.open(target.port);
  const lines = Object.entries({ ...target.headers, 'Mcp-Session-Id': session }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  await client.send(
    Buffer.from(
      `DELETE ${target.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\n${lines.join('')}\r\n`,
    ),
  );
  client.close();
}
