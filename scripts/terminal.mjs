import { spawn } from 'node:child_process';

/**
 * @typedef {object} Outcome
 * @property {string} name
 * @property {boolean} ok
 * @property {number} seconds
 * @property {string} output stdout and stderr together, in the order they came
 */

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs one command to its end and keeps what it wrote; with `live` it is also shown as it comes.
 * Never throws: a command that cannot be started is an outcome that is not ok.
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, live?: boolean }} options
 * @returns {Promise<Outcome>}
 */
export function run(name, command, args, options) {
  const started = performance.now();
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = [];
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      chunks.push(chunk);
      if (options.live) process.stdout.write(chunk);
    };
    /** @param {boolean} ok */
    const finish = (ok) => {
      const seconds = (performance.now() - started) / 1_000;
      resolve({ name, ok, seconds, output: Buffer.concat(chunks).toString('utf8') });
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

/**
 * One line per outcome; the output of what failed is printed whole.
 * @param {Outcome} outcome
 */
export function report(outcome) {
  say(`${outcome.ok ? 'ok    ' : 'FAILED'} ${outcome.name} (${outcome.seconds.toFixed(1)} s)`);
  if (!outcome.ok) say(outcome.output.trimEnd().replace(/^/gm, '    '));
}
