import { expect, it } from 'vitest';
import { toActivityRange } from './activity-range.ts';

it.each([
  ['7d', '7d'],
  ['never', '1h'],
  [null, '1h'],
])('takes %s in the address for %s', (text, range) => {
  expect(toActivityRange(text).value).toBe(range);
});
