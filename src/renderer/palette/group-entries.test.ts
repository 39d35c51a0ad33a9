import { Server } from 'lucide-react';
import { expect, it } from 'vitest';
import { groupEntries } from './group-entries.ts';

it('keeps the order of groups, but for what needs a person', () => {
  const entries = ['Views', 'Servers', 'Needs you', 'Views'].map((group, index) => ({
    id: String(index),
    group,
    icon: Server,
    label: '',
    run: () => undefined,
  }));
  const groups = groupEntries(entries).map(([group, members]) => [group, members.length]);
  expect(groups).toEqual([
    ['Needs you', 1],
    ['Views', 2],
    ['Servers', 1],
  ]);
});
