import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SuiteRun } from './suite-run.ts';

const reasons = z.record(z.string(), z.string().min(20));
const expectedFailures = z.strictObject({
  server: z.record(z.string(), reasons),
  client: z.record(z.string(), reasons),
});

/** Reasons by scenario, by revision, by leg: what fails, is not scored, and why that is so. */
export type ExpectedFailures = z.output<typeof expectedFailures>;

export async function readExpectedFailures(): Promise<ExpectedFailures> {
  const path = join(import.meta.dirname, 'expected-failures.json');
  return expectedFailures.parse(JSON.parse(await readFile(path, 'utf8')));
}

/**
 * What is wrong with these runs: a scored check that failed, an unscored scenario that fails without
 * a reason, and a reason for what no run of its leg and revision fails.
 */
export function judge(runs: readonly SuiteRun[], expected: ExpectedFailures): string[] {
  const scored = runs.filter(({ ok }) => !ok).map(({ name }) => `${name}: a scored check failed`);
  const unexplained = runs.flatMap(({ name, leg, revision, unscored }) =>
    unscored
      .filter((scenario) => expected[leg][revision]?.[scenario] === undefined)
      .map((scenario) => `${name}: ${scenario} fails without a reason`),
  );
  const stale = (['server', 'client'] as const).flatMap((leg) =>
    Object.entries(expected[leg]).flatMap(([revision, known]) => {
      const its = runs.filter((run) => run.leg === leg && run.revision === revision);
      return Object.keys(known)
        .filter(
          (scenario) => its.length > 0 && its.every((run) => !run.unscored.includes(scenario)),
        )
        .map((scenario) => `${leg} ${revision}: ${scenario} passes, its reason is stale`);
    }),
  );
  return [...scored, ...unexplained, ...stale];
}
