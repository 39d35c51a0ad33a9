import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDesktop, whyNoDesktop } from './desktop.mjs';
import { startHeadless } from './headless.mjs';
import { install } from './install.mjs';
import { findNode, toolEnvironment } from './runtime.mjs';
import { run, say } from './terminal.mjs';

/** `npm start`: works in a bare clone; installs what is missing, builds what is old, then shows the desktop app, or hosts the engine where it cannot. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} path of a file or folder
 * @returns {number} the latest change in it, in milliseconds since 1970
 */
function changedAtMs(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, changedAtMs(join(path, name))),
    stats.mtimeMs,
  );
}

async function buildIfOlder() {
  const built = join(root, 'dist', 'cli.js');
  const sources = ['src', 'vite.config.ts', 'package-lock.json'].map((name) => join(root, name));
  const newest = Math.max(...sources.map(changedAtMs));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  say('Building …');
  const options = { cwd: root, env: toolEnvironment(root) };
  const outcome = await run('build', 'vite', ['build', '--app'], options);
  if (!outcome.ok) throw new Error(`The build failed:\n${outcome.output.trimEnd()}`);
}

try {
  await install(root);
  await buildIfOlder();
  const given = process.argv.slice(2);
  const args = given.filter((argument) => argument !== '--headless');
  // What prints for programs is the command line's.
  const isHeadless = given.includes('--headless') || given.includes('--json');
  const why = isHeadless ? 'you asked for it' : whyNoDesktop(root);
  if (why === null) process.exitCode = await startDesktop(root, args);
  else {
    if (!isHeadless)
      say(`Without the desktop window, because ${why}: the control center is a web page.`);
    process.exitCode = await startHeadless(root, findNode(root), args);
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
