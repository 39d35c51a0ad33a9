import { posix, win32 } from 'node:path';
import type { ServeOptions } from './command-host.ts';
import type { Places } from './places.ts';

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How the app is started without a window, by the executable that lies in its `resources/bin`. On macOS `open` starts it, so that it
 * belongs to the desktop and not to the terminal; as a new instance, because one that runs already would be activated without these
 * arguments. A second instance hands them to the first and ends.
 */
export function hiddenLaunch(
  executable: string,
  platform: NodeJS.Platform,
  places: Places,
  { port }: ServeOptions,
): Launch {
  const args = [
    '--hidden',
    `--data=${places.dataDir}`,
    `--registry=${places.registryPath}`,
    ...(places.allowKeyFile ? ['--allow-key-file'] : []),
    ...(port === undefined ? [] : [`--port=${port}`]),
  ];
  if (platform === 'win32') {
    return { command: win32.join(executable, '..', '..', '..', 'LMCP.exe'), args };
  }
  if (platform === 'darwin') {
    const bundle = posix.join(executable, '..', '..', '..', '..');
    return { command: '/usr/bin/open', args: ['-n', '-g', '-j', bundle, '--args', ...args] };
  }
  return { command: posix.join(executable, '..', '..', '..', 'lmcp-desktop'), args };
}
