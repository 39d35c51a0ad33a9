import { expect, it } from 'vitest';
import { reachOf } from './reach.ts';

it.each([
  ['http://127.0.0.1:7345/mcp', true],
  ['http://127.8.9.1:7345/mcp', true],
  ['http://localhost:7345/mcp', true],
  ['http://[::1]:7345/mcp', true],
  ['https://192.168.1.2:7345/mcp', false],
  ['https://127.0.0.1.example.org/mcp', false],
  ['https://0.0.0.0:7345/mcp', false],
])('%s stays on this computer: %s', (url, local) => {
  expect(reachOf(url).local).toBe(local);
});
