export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables a child inherits: enough to find programs, a home, a language, a place for temporary files and the
 * certificates that this machine trusts. Nothing that tends to hold secrets (a proxy's URL may). Whatever else a server needs is declared in its entry (`env`, also as `${env:NAME}`).
 */
export const inheritedPosix = [
  'HOME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'LOGNAME',
  'NODE_EXTRA_CA_CERTS',
  'PATH',
  'SHELL',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'TERM',
  'TMPDIR',
  'TZ',
  'USER',
] as const;

export const inheritedWindows = [
  'APPDATA',
  'COMSPEC',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'NODE_EXTRA_CA_CERTS',
  'PATH',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
] as const;

/** The whole environment of one child (UP-17): the inherited safelist, the repaired PATH, then what its entry declares. */
export function childEnvironment(
  ours: Environment,
  path: string,
  declared: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const child: Record<string, string> = {};
  for (const name of platform === 'win32' ? inheritedWindows : inheritedPosix) {
    const value = ours[name];
    // A value that begins so is a shell function exported by bash: code, not data.
    if (value !== undefined && !value.startsWith('()')) child[name] = value;
  }
  child.PATH = path;
  return { ...child, ...declared };
}
