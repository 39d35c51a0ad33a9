import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './install.mjs';
import { toolEnvironment } from './runtime.mjs';
import { run, say } from './terminal.mjs';

/**
 * Installs the AI clients and servers of `test/clients` (1.4 GB, half a minute) where they are not
 * there; never fatal, since the tests that need them are skipped with the reason.
 *
 * `npm install`, not `npm ci`: opencode's package names binaries of every platform, which not every
 * registry has. The versions are exact, and the lock file holds them to their digests.
 * @param {string} root
 * @returns {Promise<string | undefined>} why it failed
 */
export async function installClients(root) {
  const folder = join(root, 'test', 'clients');
  if (isInstalled(folder)) return undefined;
  const outcome = await run(
    'clients',
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'],
    { cwd: folder, env: toolEnvironment(root) },
  );
  const seconds = outcome.seconds.toFixed(0);
  if (outcome.ok) {
    say(`Installed the clients of the interoperability tests (${seconds} s)`);
    return undefined;
  }
  const output = outcome.output.trim();
  say(`The clients of the interoperability tests cannot be installed (${seconds} s):\n${output}`);
  return `npm install failed: ${output.split('\n')[0] ?? ''}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failure = await installClients(dirname(dirname(fileURLToPath(import.meta.url))));
  if (failure !== undefined) process.exitCode = 1;
}
