import { expect, it } from 'vitest';
import { findTools } from './find-tools.ts';

const tools = [
  { server: 'github', name: 'create_issue' },
  { server: 'github', name: 'list_issues' },
  { server: 'linear', name: 'issue' },
  { server: 'files', name: 'readFile' },
  { server: 'github', name: 'open_pull_request' },
];
const names = (typed: string, limit = 8) =>
  findTools(tools, typed, limit).shown.map(({ name }) => name);

it.each([
  ['issue', ['issue', 'create_issue', 'list_issues']],
  ['ISSUE', ['issue', 'create_issue', 'list_issues']],
  ['  sue ', ['create_issue', 'list_issues', 'issue']],
  ['linear iss', ['issue']],
  ['open issue', ['issue', 'create_issue', 'list_issues']],
  ['open', ['open_pull_request']],
  ['file', ['readFile']],
  // The name of a server alone is no part of a tool's name.
  ['github', []],
  ['', []],
  ['   ', []],
  ['issue nowhere', []],
])('finds tools by "%s"', (typed, found) => {
  expect(names(typed)).toEqual(found);
});

it('hands out the best ones and says how many there are', () => {
  const many = Array.from({ length: 30 }, (_, at) => ({ server: 's', name: `read_${at}` }));
  const { shown, total } = findTools([...many, { server: 's', name: 'read' }], 'read', 8);
  expect(shown).toHaveLength(8);
  expect(total).toBe(31);
});
