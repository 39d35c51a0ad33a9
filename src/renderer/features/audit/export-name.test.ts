import { expect, it } from 'vitest';
import { describeSearch, exportName } from './export-name.ts';
import { readSearch } from './log-search.ts';

it('names files so that they sort by time', () => {
  const nowMs = new Date(2026, 0, 2, 3, 4, 5).getTime();
  expect(exportName(nowMs, 'jsonl')).toBe('lmcp-audit-2026-01-02-030405.jsonl');
});

it('says what is filtered by', () => {
  const search = readSearch(new URLSearchParams('client=vscode&decision=refused&q=x&range=all'));
  expect(describeSearch(search)).toBe('client vscode, refused, holding “x”');
  expect(describeSearch(readSearch(new URLSearchParams()))).toBe('');
});
