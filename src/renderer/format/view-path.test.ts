import { expect, it } from 'vitest';
import { viewPath } from './view-path.ts';

it.each([
  [{}, '/access'],
  [{ client: null, server: null }, '/access'],
  [{ client: 'codex', server: null, tool: null }, '/access?client=codex'],
  [{ client: 'a&b', server: 'c d', tool: 'é' }, '/access?client=a%26b&server=c+d&tool=%C3%A9'],
])('says %j as %s', (details, path) => {
  expect(viewPath('/access', details)).toBe(path);
});
