import { expect, it } from 'vitest';
import { problemOfNames } from './value-names.ts';

const row = { key: '', value: '', secret: true, stored: false };

it.each([
  [[row], undefined],
  [[{ ...row, key: 'API_TOKEN' }], undefined],
  [[{ ...row, value: 'x' }], 'no name yet'],
  [[{ ...row, key: 'API TOKEN' }], '“API TOKEN”: a variable has no space'],
  [[{ ...row, key: 'A=B' }], 'no ='],
  [[{ ...row, key: 'OLD NAME', stored: true }], undefined],
  [[row, row], undefined],
  [
    [
      { ...row, key: 'A' },
      { ...row, key: 'A', stored: true },
    ],
    'A is here twice',
  ],
])('the names of variables are judged in words: %j', (values, problem) => {
  const found = problemOfNames({ transport: 'stdio', values });
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

it('a header is named as HTTP names one', () => {
  const named = (key: string) => problemOfNames({ transport: 'http', values: [{ ...row, key }] });
  expect(named('X-Api-Key')).toBeUndefined();
  expect(named('Api: Key')).toContain('only letters');
});
