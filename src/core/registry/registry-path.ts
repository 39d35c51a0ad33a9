import { posix, win32 } from 'node:path';

/** Where registry.yaml is when no command line says so: LMCP_REGISTRY, else the platform's usual place. */
export function defaultRegistryPath(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  home: string,
): string {
  if (env.LMCP_REGISTRY) return env.LMCP_REGISTRY;
  if (platform === 'win32') {
    return win32.join(
      env.APPDATA || win32.join(home, 'AppData', 'Roaming'),
      'lmcp',
      'registry.yaml',
    );
  }
  if (platform === 'darwin') return posix.join(macDirectory(home), 'registry.yaml');
  return posix.join(xdg(env.XDG_CONFIG_HOME, home, '.config'), 'lmcp', 'registry.yaml');
}

/** Where state, audit and keys are when no command line says so: LMCP_DATA, else the platform's usual place. */
export function defaultDataDir(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  home: string,
): string {
  if (env.LMCP_DATA) return env.LMCP_DATA;
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'lmcp');
  }
  if (platform === 'darwin') return posix.join(macDirectory(home), 'data');
  return posix.join(xdg(env.XDG_DATA_HOME, home, '.local', 'share'), 'lmcp');
}

function macDirectory(home: string): string {
  return posix.join(home, 'Library', 'Application Support', 'lmcp');
}

/** A relative XDG directory is invalid and ignored (XDG Base Directory Specification). */
function xdg(directory: string | undefined, home: string, ...fallback: string[]): string {
  return directory && posix.isAbsolute(directory) ? directory : posix.join(home, ...fallback);
}
