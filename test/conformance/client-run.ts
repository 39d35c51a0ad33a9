import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRequirements } from './requirements.ts';
import { conformance, failuresIn, type SuiteRun } from './suite-run.ts';

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
    // Extensions are on no revision's list, and would be left out in silence.
    ...['--spec-version', revision, '--force', '--output-dir', folder],
  ]);
  const failures = await failuresIn(folder);
  await rm(folder, { recursive: true, force: true });
  const result = lines.find((line) => line.startsWith('Passed: '));
  const summary = `${scenario}: ${result ?? 'no result'}`;
  return { scenario, ok: ok && result !== undefined, summary, failures };
}

/** Runs what one revision requires of clients, and what it reports beside that, with the command given. */
export async function runClient(revision: string, command: string): Promise<SuiteRun> {
  const { scored, unscored } = await readRequirements('client', revision);
  const queue = [...scored, ...unscored];
  const done: ScenarioRun[] = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      done.push(await runScenario(next, revision, command));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const failed = done.filter(({ ok }) => !ok).map(({ scenario }) => scenario);
  return {
    name: `client ${revision}`,
    leg: 'client',
    revision,
    ok: failed.every((scenario) => unscored.includes(scenario)),
    summary: done.map(({ summary }) => summary),
    unscored: failed.filter((scenario) => unscored.includes(scenario)),
    failures: done.flatMap(({ failures }) => failures),
  };
}
