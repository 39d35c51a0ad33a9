import { expect, it } from 'vitest';
import { mayInstall } from './install-detector.ts';

it.each([
  ['npx', ['-y', '@scope/server@1.2.3'], true],
  ['/usr/local/bin/uvx', ['server'], true],
  ['C:\\Program Files\\nodejs\\npx.cmd', [], true],
  ['npm', ['exec', 'x'], true],
  ['npm', ['--silent', 'exec', 'x'], true],
  ['npm', ['start'], false],
  ['pnpm', ['dlx', 'x'], true],
  ['uv', ['--quiet', 'tool', 'run', 'x'], true],
  ['node', ['npx'], false],
  ['constructor', [], false],
  ['', [], false],
])('%s %j may install: %s', (command, args, expected) => {
  expect(mayInstall(command, args)).toBe(expected);
});
