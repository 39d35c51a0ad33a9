import { describe, expect, it } from 'vitest';
import { readRequirements } from './requirements.ts';
import type { SuiteRun } from './suite-run.ts';
import { type ExpectedFailures, judge, readExpectedFailures } from './verdict.ts';

const good: SuiteRun = {
  name: 'server 1 over stdio',
  leg: 'server',
  revision: '1',
  ok: true,
  summary: [],
  unscored: [],
  failures: [],
};
const nothing: ExpectedFailures = { server: {}, client: {} };
const tasks: ExpectedFailures = { server: { 1: { tasks: 'a reason of some length' } }, client: {} };

describe('the verdict on runs of the conformance suite', () => {
  it('finds nothing wrong where all scored checks pass and each failure has its reason', () => {
    expect(judge([good], nothing)).toEqual([]);
    expect(judge([{ ...good, unscored: ['tasks'] }], tasks)).toEqual([]);
  });

  it('names a run in which a scored check failed', () => {
    expect(judge([{ ...good, ok: false }], nothing)).toEqual([
      'server 1 over stdio: a scored check failed',
    ]);
  });

  it('names what fails without a reason, and reasons of another revision do not count', () => {
    const run = { ...good, unscored: ['tasks'] };
    const wrong = ['server 1 over stdio: tasks fails without a reason'];
    expect(judge([run], nothing)).toEqual(wrong);
    expect(judge([run], { server: { 2: tasks.server[1] ?? {} }, client: {} })).toEqual(wrong);
  });

  it('names a reason for what passes in every run, and no reason of runs that were not made', () => {
    expect(judge([good, { ...good, unscored: ['tasks'] }], tasks)).toEqual([]);
    expect(judge([good], tasks)).toEqual(['server 1: tasks passes, its reason is stale']);
    expect(judge([{ ...good, revision: '2' }], tasks)).toEqual([]);
  });
});

it('expects failures only of what the suite itself prints as run and never scored', async () => {
  const expected = await readExpectedFailures();
  for (const revision of ['2025-11-25', '2026-07-28']) {
    for (const leg of ['server', 'client'] as const) {
      const { unscored } = await readRequirements(leg, revision);
      const known = Object.keys(expected[leg][revision] ?? {});
      expect(known.filter((scenario) => !unscored.includes(scenario))).toEqual([]);
    }
  }
});
