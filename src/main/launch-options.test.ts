import { expect, it } from 'vitest';
import { parseLaunch, relaunchArgs, wantsWindow } from './launch-options.ts';

it('reads what `lmcp serve` hands over, and leaves Chromium its own switches', () => {
  const args = ['--hidden', '--data=/d', '--registry=/r.yaml', '--port=0', '--allow-key-file'];
  expect(parseLaunch([...args, '--ozone-platform=x11', 'stray'], {}, 'linux')).toEqual({
    dataDir: '/d',
    registryPath: '/r.yaml',
    hidden: true,
    allowKeyFile: true,
    port: 0,
  });
});

it('without arguments it takes the places of the command line', () => {
  const env = { LMCP_DATA: '/data', LMCP_REGISTRY: '/registry.yaml' };
  expect(parseLaunch([], env, 'linux')).toEqual({
    dataDir: '/data',
    registryPath: '/registry.yaml',
    hidden: false,
    allowKeyFile: false,
  });
  expect(parseLaunch(['--port=99999'], env, 'linux')).not.toHaveProperty('port');
  expect(parseLaunch(['--port=1e3'], env, 'linux')).not.toHaveProperty('port');
});

it('EL-13: a second start asks for the window, or is hidden; nothing else of it is read', () => {
  expect(wantsWindow(['/app', 'lmcp://server/add?command=evil'])).toBe(true);
  expect(wantsWindow(['/app', '--hidden'])).toBe(false);
});

it('a new start has what this one had, with or without a window', () => {
  expect(relaunchArgs(['/app', '--hidden', '--data=/d'], false)).toEqual(['/app', '--data=/d']);
  expect(relaunchArgs(['--hidden', '--data=/d'], true)).toEqual(['--data=/d', '--hidden']);
});
