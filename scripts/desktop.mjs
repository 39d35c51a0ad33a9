import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyFileArguments } from './headless.mjs';
import { toolEnvironment } from './runtime.mjs';
import { say } from './terminal.mjs';

/**
 * The binary that the electron package has downloaded, or that of ELECTRON_OVERRIDE_DIST_PATH. It is not fetched from here: the
 * package does that when its own command runs first.
 * @param {string} root
 * @returns {string | null}
 */
function electronBinary(root) {
  const module = join(root, 'node_modules', 'electron');
  const named = join(module, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8') : 'electron';
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(module, 'dist'), name);
  return existsSync(binary) ? binary : null;
}

/**
 * Why the desktop app cannot be shown here, or null where it can.
 * @param {string} root
 * @returns {string | null}
 */
export function whyNoDesktop(root) {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (electronBinary(root) === null)
    return "Electron's binary is not there (npx electron fetches it)";
  if (process.platform !== 'linux') return null;
  if (!DISPLAY && !WAYLAND_DISPLAY) return 'there is no display';
  return process.getuid?.() === 0 ? "Chromium's sandbox does not work for root" : null;
}

/**
 * Runs the desktop app until it ends.
 * @param {string} root
 * @param {readonly string[]} args passed on to the app
 * @returns {Promise<number>} the exit code
 */
export function startDesktop(root, args) {
  const app = spawn(
    electronBinary(root) ?? 'electron',
    [root, ...keyFileArguments(root, args), ...args],
    { env: toolEnvironment(root), stdio: ['ignore', 'inherit', 'inherit'] },
  );
  say('LMCP runs in the tray; closing its window keeps it running. Ctrl-C quits it.');
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // A terminal sends Ctrl-C to the app as well, which takes a second one for the first.
    process.on(signal, () => void app.kill('SIGTERM'));
  }
  return new Promise((resolve, reject) => {
    app.on('error', reject);
    app.on('exit', (code) => resolve(code ?? 1));
  });
}
