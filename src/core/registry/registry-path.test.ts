import { expect, it } from 'vitest';
import { defaultDataDir, defaultRegistryPath } from './registry-path.ts';

it.each([
  ['linux', {}, '/h/.config/lmcp/registry.yaml', '/h/.local/share/lmcp'],
  ['linux', { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' }, '/c/lmcp/registry.yaml', '/d/lmcp'],
  [
    'linux',
    { XDG_CONFIG_HOME: 'c', XDG_DATA_HOME: '' },
    '/h/.config/lmcp/registry.yaml',
    '/h/.local/share/lmcp',
  ],
  ['linux', { LMCP_REGISTRY: 'r.yaml', LMCP_DATA: '/x' }, 'r.yaml', '/x'],
  [
    'darwin',
    { XDG_CONFIG_HOME: '/c' },
    '/h/Library/Application Support/lmcp/registry.yaml',
    '/h/Library/Application Support/lmcp/data',
  ],
  [
    'win32',
    { APPDATA: 'C:\\R', LOCALAPPDATA: 'C:\\L' },
    'C:\\R\\lmcp\\registry.yaml',
    'C:\\L\\lmcp',
  ],
] as const)(
  '%s with %o keeps its files where the platform does',
  (platform, env, registry, data) => {
    expect(defaultRegistryPath(platform, env, '/h')).toBe(registry);
    expect(defaultDataDir(platform, env, '/h')).toBe(data);
  },
);
