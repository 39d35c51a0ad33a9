import { expect, it } from 'vitest';
import { latestDecisions } from './latest-decisions.ts';

const row = (seq: number, body: object) => ({ seq, body: JSON.stringify({ at_us: seq, ...body }) });
const call = { client: 'cursor', server: 'github', item: 'search_code' };

it('lists decisions newest first, each once, and no other rows', () => {
  const rows = [
    row(3, { kind: 'call.outcome', result: 'ok' }),
    row(2, { kind: 'call.intent', ...call }),
    row(4, { kind: 'call.denied', ...call }),
    row(2, { kind: 'call.intent', ...call }),
    row(5, { kind: 'auth.failed' }),
    row(6, { kind: 'engine.started' }),
  ];
  expect(latestDecisions(rows, 10).map(({ seq, kind }) => [seq, kind])).toEqual([
    [5, 'token-refused'],
    [4, 'denied'],
    [2, 'allowed'],
  ]);
  expect(latestDecisions(rows, 1)).toHaveLength(1);
});

it('shows what it cannot read as nothing at all', () => {
  expect(
    latestDecisions(
      [
        { seq: 1, body: 'no json' },
        { seq: 2, body: '7' },
      ],
      10,
    ),
  ).toEqual([]);
});
