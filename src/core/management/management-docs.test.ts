import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { methodNames } from '../../shared/contract.ts';
import { eventNames } from '../../shared/event-names.ts';

it('docs/management.md names every method and event, and none that is not there', async () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'management.md');
  const text = await readFile(path, 'utf8');
  const [, methods = '', events = ''] = text.split(/^## (?:Methods|Events)$/m);
  const named = (part: string) =>
    part
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => line.split('|')[1]?.match(/[a-z]+\.[A-Za-z]+/g) ?? []);
  expect(named(methods).toSorted()).toEqual(methodNames().toSorted());
  expect(named(events.split(/^## /m)[0] ?? '').toSorted()).toEqual(eventNames.toSorted());
});
