import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CASES } from '../test/cases.ts';
import { runGates, STATIC_GATES } from './gates.mjs';
import { installClients } from './install-clients.mjs';
import { report, run, say } from './terminal.mjs';

/** Everything that `npm test` runs after the installation: every stage runs, whatever failed before. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const resultsFolder = mkdtempSync(join(tmpdir(), 'lmcp-results-'));
const options = { cwd: root, env: process.env };
/** A log that is read later holds no colours, whatever CI=true makes of it. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' };

/**
 * @param {string} project
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {Promise<import('./results-reporter.mjs').TestResults>}
 */
async function runTests(project, more = {}) {
  const path = join(resultsFolder, `${project}.json`);
  const outcome = await run(
    project,
    'vitest',
    [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=./scripts/results-reporter.mjs',
    ],
    { cwd: root, env: { ...process.env, ...plain, ...more, TEST_RESULTS: path }, live: true },
  );
  report({ ...outcome, output: '' });
  /** @type {import('./results-reporter.mjs').TestResults} */
  let results = { tests: [], files: [], broken: [] };
  try {
    results = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    say(`${project}: vitest left no results`);
  }
  const sawFailure = results.broken.length > 0 || results.tests.some((t) => t.state === 'failed');
  return outcome.ok || sawFailure ? results : { ...results, broken: [`vitest run of ${project}`] };
}

/** The suite's own lines are shown as they come: they are the proof. */
async function runConformance() {
  const command = ['test/conformance/conformance.ts'];
  const outcome = await run('conformance', 'node', command, {
    cwd: root,
    env: { ...process.env, ...plain },
    live: true,
  });
  report({ ...outcome, output: '' });
  return outcome;
}

// It waits for the network, so it goes on beside everything else.
const installing = installClients(root);
const gates = await runGates(STATIC_GATES, options);
gates.push(...(await runGates([{ name: 'build', args: ['vite', 'build', '--app'] }], options)));
const results = [await runTests('unit'), await runTests('integration'), await runTests('e2e')];
gates.push(await runConformance());
const notInstalled = await installing;
const reason = notInstalled === undefined ? {} : { CLIENTS_NOT_INSTALLED: notInstalled };
results.push(await runTests('interop', reason));
rmSync(resultsFolder, { recursive: true, force: true });

const tests = results.flatMap((result) => result.tests);
const passed = tests.filter((test) => test.state === 'passed');
const failed = tests.filter((test) => test.state === 'failed');
const skipped = tests.filter((test) => test.state === 'skipped' || test.state === 'pending');

say('');
for (const test of failed) say(`failed: ${test.title} (${test.file})`);
const broken = results.flatMap((result) => result.broken);
for (const what of broken) say(`failed: ${what}`);
for (const gate of gates.filter((outcome) => !outcome.ok)) say(`failed: ${gate.name}`);
for (const test of skipped) {
  say(`skipped: ${test.title} (${test.file}): ${test.note || 'no reason given'}`);
}

const slowest = results
  .flatMap((result) => result.files)
  .sort((one, other) => other.seconds - one.seconds)
  .slice(0, 5)
  .map((file) => `${file.path} ${file.seconds.toFixed(0)} s`);
say(`slowest: ${slowest.join(', ')}`);

const keychain = passed.filter((test) => test.file === 'test/integration/keychain.test.ts').length;
say(`keychain tests run against a real keyring: ${keychain}`);

const titles = passed.map((test) => test.title);
const missing = CASES.filter((entry) => {
  const citation = new RegExp(`(?<![A-Za-z-])${entry.id}(?!\\d)`);
  return !titles.some((title) => citation.test(title));
});
for (const entry of missing) say(`no passing test cites ${entry.id}: ${entry.name}`);
say(`cases: ${CASES.length - missing.length} of ${CASES.length}`);

const gatesPassed = gates.filter((outcome) => outcome.ok).length;
const passedCount = passed.length + gatesPassed;
const failedCount = failed.length + broken.length + gates.length - gatesPassed;
say(`${passedCount} passed, ${failedCount} failed, ${skipped.length} skipped`);
process.exitCode = failedCount === 0 ? 0 : 1;
