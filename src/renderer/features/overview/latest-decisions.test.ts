import { expect, it } from 'vitest';
import { latestDecisions } from './latest-decisions.ts';

const row = (seq: number, kind: string) => ({
  seq,
  kind,
  atUs: seq,
  client: 'cursor',
  server: null,
  item: null,
});

it('lists decisions newest first, each once, and no other rows', () => {
  const rows = [
    row(3, 'call.outcome'),
    row(2, 'call.intent'),
    row(4, 'call.denied'),
    row(2, 'call.intent'),
    row(5, 'auth.failed'),
    row(6, 'engine.started'),
  ];
  expect(latestDecisions(rows, 10).map(({ seq, kind }) => [seq, kind])).toEqual([
    [5, 'token-refused'],
    [4, 'denied'],
    [2, 'allowed'],
  ]);
  expect(latestDecisions(rows, 1)).toHaveLength(1);
});
