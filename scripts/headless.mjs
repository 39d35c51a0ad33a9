import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toolEnvironment } from './runtime.mjs';
import { say } from './terminal.mjs';

/**
 * True where no keychain can be there: on Linux without keytar's binary or without a session bus.
 * @param {string} root
 */
function lacksKeychain(root) {
  if (!existsSync(join(root, 'node_modules', 'keytar', 'build', 'Release', 'keytar.node'))) {
    return true;
  }
  if (process.platform !== 'linux') return false;
  const runtimeFolder = process.env.XDG_RUNTIME_DIR;
  const bus = process.env.DBUS_SESSION_BUS_ADDRESS ?? '';
  return bus === '' && !(runtimeFolder && existsSync(join(runtimeFolder, 'bus')));
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
function keyFileArguments(root, args) {
  const { LMCP_PASSPHRASE, LMCP_PASSPHRASE_FILE } = process.env;
  const isDecided = args.includes('--allow-key-file') || LMCP_PASSPHRASE || LMCP_PASSPHRASE_FILE;
  if (isDecided || !lacksKeychain(root)) return [];
  say(
    'No keychain is available on this machine: secrets are kept in a file that only you can read,',
  );
  say(
    'encrypted with a key that lies beside it (--allow-key-file). Set LMCP_PASSPHRASE for better.',
  );
  return ['--allow-key-file'];
}

/** @param {string} line the line that `serve` prints once it listens */
function announce(line) {
  const url = / serves (\S+)/.exec(line)?.[1];
  if (url === undefined) {
    say(line);
    return;
  }
  say('');
  say(`LMCP is running: ${url}`);
  say('');
  say('Next, in another terminal:');
  say(
    '  npx lmcp server add files -- npx -y @modelcontextprotocol/server-filesystem@2026.8.31 ~/projects',
  );
  say('  npx lmcp client add vscode --app vscode --allow files');
  say('  npx lmcp client snippet vscode');
  say('Ctrl-C stops it.');
}

/**
 * Runs `lmcp serve` until it ends; asks it to end when this process is asked to.
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} args passed on to `serve`
 * @returns {Promise<number>} the exit code
 */
export function startHeadless(root, node, args) {
  const command = [join(root, 'dist', 'cli.js'), 'serve'];
  const engine = spawn(node, [...command, ...keyFileArguments(root, args), ...args], {
    env: toolEnvironment(root),
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let isFirst = true;
  createInterface({ input: engine.stdout }).on('line', (line) => {
    if (isFirst && !args.includes('--json')) announce(line);
    else say(line);
    isFirst = false;
  });
  // A terminal sends Ctrl-C to the whole group, and a second one would mean "now".
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) engine.kill('SIGINT');
  });
  process.on('SIGTERM', () => engine.kill('SIGTERM'));
  // The engine reads its registry again on SIGHUP; when the terminal is gone it ends instead.
  process.on('SIGHUP', () => engine.kill(process.stdin.isTTY ? 'SIGTERM' : 'SIGHUP'));
  return new Promise((resolve, reject) => {
    engine.on('error', reject);
    engine.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 0 : 1)));
  });
}
