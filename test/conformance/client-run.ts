import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRequirements } from './requirements.ts';
import { conformance, failuresIn, type SuiteRun } from './suite-run.ts';

/** Signing in at servers is refused as not supported yet (`servers.*.oauth`), so there is nothing to test. */
const notSupported = /^auth\//;
const atOnce = 2;

interface ScenarioRun {
  readonly scenario: string;
  readonly ok: boolean;
  readonly summary: string;
  readonly failures: readonly string[];
}

/** A client's process is a whole engine: the suite would start dozens at once, and they would run out of time. */
async function runScenario(
  scenario: string,
  revision: string,
  command: string,
): Promise<ScenarioRun> {
  const folder = await mkdtemp(join(tmpdir(), 'lmcp-suite-'));
  const { ok, lines } = await conformance([
    ...['client', '--command', command, '--scenario', scenario],
    ...['--spec-version', revision, '--output-dir', folder],
  ]);
  const failures = await failuresIn(folder);
  await rm(folder, { recursive: true, force: true });
  const result = lines.find((line) => line.startsWith('Passed: ')) ?? 'no result';
  return { scenario, ok, summary: `${scenario}: ${result}`, failures };
}

/** Runs what one revision requires of clients, with the command given, as far as it is supported. */
export async function runClient(revision: string, command: string): Promise<SuiteRun> {
  const { scored, unscored } = await readRequirements('client', revision);
  const all = [...scored, ...unscored];
  const queue = all.filter((scenario) => !notSupported.test(scenario));
  const done: ScenarioRun[] = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      done.push(await runScenario(next, revision, command));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const left = all.filter((scenario) => notSupported.test(scenario));
  const failed = done.filter(({ ok }) => !ok).map(({ scenario }) => scenario);
  return {
    name: `client ${revision}`,
    leg: 'client',
    revision,
    ok: failed.every((scenario) => unscored.includes(scenario)),
    summary: [
      ...done.map(({ summary }) => summary),
      `Not run, since signing in at servers is not supported yet: ${left.length} scenarios auth/*`,
    ],
    unscored: failed.filter((scenario) => unscored.includes(scenario)),
    failures: done.flatMap(({ failures }) => failures),
  };
}
