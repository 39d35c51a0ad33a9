import { writeFileSync } from 'node:fs';

/**
 * @typedef {object} TestOutcome
 * @property {string} title with the titles of the groups it is in
 * @property {string} file
 * @property {'passed' | 'failed' | 'skipped' | 'pending'} state
 * @property {string} note why it was skipped, as its author put it
 */

/**
 * @typedef {object} TestResults
 * @property {TestOutcome[]} tests
 * @property {{ path: string, seconds: number }[]} files
 * @property {string[]} broken what failed outside of any test: files, hooks of groups, stray errors
 */

/** A vitest reporter that writes titles, states and reasons to the file named by TEST_RESULTS. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter from its file's default export.
export default class ResultsReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.TEST_RESULTS;
    if (!path) throw new Error('TEST_RESULTS is not set');
    /** @type {TestOutcome[]} */
    const tests = [];
    /** @type {TestResults['files']} */
    const files = [];
    const broken = unhandledErrors.map((error) => `stray error: ${String(error)}`);
    for (const module of modules) {
      const seconds = module.diagnostic().duration / 1_000;
      files.push({ path: module.relativeModuleId, seconds });
      for (const group of [module, ...module.children.allSuites()]) {
        if (group.errors().length > 0) broken.push(`setup or end of ${module.relativeModuleId}`);
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        tests.push({
          title: test.fullName,
          file: module.relativeModuleId,
          state: result.state,
          note: result.state === 'skipped' ? (result.note ?? '') : '',
        });
      }
    }
    writeFileSync(path, JSON.stringify({ tests, files, broken }));
  }
}
