import { expect, it } from 'vitest';
import { firstRunSteps } from './first-run-steps.ts';

const nothing = { servers: 0, clients: 0, grants: 0, calls: 0 };
const states = (facts: Partial<typeof nothing>) =>
  firstRunSteps({ ...nothing, ...facts }).map(({ state }) => state);

it.each([
  [{}, ['next', 'later', 'later', 'later']],
  [{ servers: 1 }, ['done', 'next', 'later', 'later']],
  [{ clients: 1 }, ['next', 'done', 'later', 'later']],
  [{ servers: 2, clients: 1 }, ['done', 'done', 'next', 'later']],
  [{ servers: 2, clients: 1, grants: 1 }, ['done', 'done', 'done', 'next']],
  [{ servers: 2, clients: 1, grants: 1, calls: 9 }, ['done', 'done', 'done', 'done']],
])('%j leaves %j', (facts, expected) => {
  expect(states(facts)).toEqual(expected);
});
