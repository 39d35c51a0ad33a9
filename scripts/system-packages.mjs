import { spawnSync } from 'node:child_process';
import { run, say } from './terminal.mjs';

/** What the keychain tests need (a Secret Service, a session bus, the headers to build keytar), and a browser for the page. */
const PACKAGES = [
  'chromium',
  'dbus',
  'dbus-x11',
  'gnome-keyring',
  'libsecret-1-0',
  'libsecret-1-dev',
  'libsecret-tools',
];

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** @param {string} name of a Debian package */
function isPresent(name) {
  const query = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' });
  return query.stdout.includes('\nStatus: install ok installed\n');
}

/**
 * Installs the Debian packages of the tests where this may: apt-get, and root or a sudo that
 * asks for no password. It is never fatal; without them those tests are skipped with a reason.
 * @param {string} root
 */
export async function installSystemPackages(root) {
  if (process.platform !== 'linux' || !succeeds('apt-get', ['--version'])) return;
  const missing = PACKAGES.filter((name) => !isPresent(name));
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !succeeds('sudo', ['-n', 'true'])) {
    say(`Without root these Debian packages stay missing: ${missing.join(' ')}`);
    return;
  }
  say(`Installing Debian packages: ${missing.join(' ')} …`);
  const prefix = isRoot ? [] : ['sudo', '-n'];
  const options = { cwd: root, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20'];
  for (const args of [
    ['apt-get', 'update', '-qq', ...patience],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...patience, ...missing],
  ]) {
    const [command = '', ...rest] = [...prefix, ...args];
    const outcome = await run(args.slice(0, 2).join(' '), command, rest, options);
    if (!outcome.ok) say(`${outcome.name} failed, going on without:\n${outcome.output.trimEnd()}`);
  }
}
