import { expect, it } from 'vitest';
import { hiddenLaunch } from './desktop-app.ts';

const places = { registryPath: '/r/registry.yaml', dataDir: '/d', allowKeyFile: false };
const args = ['--hidden', '--data=/d', '--registry=/r/registry.yaml'];

it('finds the app from the place of the executable, on each platform', () => {
  const linux = hiddenLaunch('/opt/LMCP/resources/bin/lmcp', 'linux', places, {});
  expect(linux).toEqual({ command: '/opt/LMCP/lmcp-desktop', args });
  const windows = hiddenLaunch('C:\\LMCP\\resources\\bin\\lmcp.exe', 'win32', places, {});
  expect(windows).toEqual({ command: 'C:\\LMCP\\LMCP.exe', args });
  const bundle = '/Applications/LMCP.app';
  const mac = hiddenLaunch(`${bundle}/Contents/Resources/bin/lmcp`, 'darwin', places, {});
  expect(mac).toEqual({
    command: '/usr/bin/open',
    args: ['-n', '-g', '-j', bundle, '--args', ...args],
  });
});

it('hands on the options of serve', () => {
  const given = { ...places, allowKeyFile: true };
  const launch = hiddenLaunch('/opt/LMCP/resources/bin/lmcp', 'linux', given, { port: 0 });
  expect(launch.args).toEqual([...args, '--allow-key-file', '--port=0']);
});
