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
 * What lets secrets be kept in a key file, said aloud, where there is no keychain and nothing else was asked for.
 * @param {string} root
 * @param {readonly string[]} args
 */
export function keyFileArguments(root, args) {
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

/** @param {string} line one that `serve` prints once it listens: the endpoint, then the link */
function announce(line) {
  const url = / serves (\S+)/.exec(line)?.[1];
  const link = /^Control center: (\S+)/.exec(line)?.[1];
  if (url !== undefined) {
    say('');
    say(`LMCP is running: ${url}`);
  } else if (link === undefined) {
    say(line);
  } else {
    say('');
    say('Open this within five minutes; `npx lmcp ui` prints a new one:');
    say(`  ${link}`);
    say('');
    say('Or go on in another terminal:');
    say(
      '  npx lmcp server add files -- npx -y @modelcontextprotocol/server-filesystem@2026.8.31 ~/projects',
    );
    say('  npx lmcp client add vscode --app vscode --allow files');
    say('  npx lmcp client snippet vscode');
    say('Ctrl-C stops it.');
  }
}

/**
 * Runs `lmcp serve` until it ends; asks it to end when this process is asked to.
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} args passed on to `serve`
 * @returns {Promise<number>} the exit code
 */
export function startHeadless(root, node, args) {
  const command = [join(root, 'dist', 'cli.js'), 'serve', '--link'];
  const engine = spawn(node, [...command, ...keyFileArguments(root, args), ...args], {
    env: toolEnvironment(root),
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  createInterface({ input: engine.stdout }).on('line', (line) => {
    if (args.includes('--json')) say(line);
    else announce(line);
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
