import { describe, expect, it } from 'vitest';
import { childEnvironment, inheritedPosix, inheritedWindows } from './environment.ts';

describe('childEnvironment', () => {
  it('UP-17: the safelist is pinned: a name that is added here reaches every server', () => {
    expect(inheritedPosix.join(' ')).toBe(
      'HOME LANG LC_ALL LC_CTYPE LOGNAME NODE_EXTRA_CA_CERTS PATH SHELL SSL_CERT_DIR SSL_CERT_FILE ' +
        'TERM TMPDIR TZ USER',
    );
    expect(inheritedWindows.join(' ')).toBe(
      'APPDATA COMSPEC HOMEDRIVE HOMEPATH LOCALAPPDATA NODE_EXTRA_CA_CERTS PATH PATHEXT ' +
        'PROCESSOR_ARCHITECTURE PROGRAMDATA PROGRAMFILES SYSTEMDRIVE SYSTEMROOT TEMP TMP USERNAME USERPROFILE WINDIR',
    );
  });

  it('UP-17 AU-13: nothing else of ours is inherited; what is declared wins', () => {
    const ours = { HOME: '/home/a', TERM: 'xterm', GITHUB_TOKEN: 'x', LMCP_PASSPHRASE: 'y' };
    expect(childEnvironment(ours, '/bin', { TERM: 'dumb', OWN: 'z' }, 'linux')).toEqual({
      HOME: '/home/a',
      TERM: 'dumb',
      PATH: '/bin',
      OWN: 'z',
    });
  });

  it('UP-17: an exported shell function is code and stays out', () => {
    const ours = { HOME: '() { :; }; echo broken into' };
    expect(childEnvironment(ours, '/bin', {}, 'linux')).toEqual({ PATH: '/bin' });
  });
});
