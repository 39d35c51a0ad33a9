import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { startChild } from './child.ts';
import type { Environment } from './environment.ts';

/** What children may inherit from: our own variables, and the PATH that a terminal would have. */
export interface ShellEnv {
  readonly variables: Environment;
  /** Never rejects; asked again it answers from memory. */
  path(): Promise<string>;
}

export interface ShellEnvOptions {
  variables: Environment;
  /** True where the host was started by a desktop, whose PATH is poor: the login shell is then asked once. */
  fromDesktop: boolean;
  clock: Clock;
  log: Logger;
}

const shellTimeoutMs = 5_000;
const fallbackPath = '/usr/local/bin:/usr/bin:/bin';

/** The login shell runs at the first call of `path()`, not before. */
export function createShellEnv(options: ShellEnvOptions): ShellEnv {
  const own = options.variables.PATH ?? fallbackPath;
  let found: Promise<string> | null = null;
  return {
    variables: options.variables,
    path() {
      const asks = options.fromDesktop && process.platform !== 'win32';
      found ??= asks ? pathWithLoginShell(own, options) : Promise.resolve(own);
      return found;
    },
  };
}

async function pathWithLoginShell(own: string, options: ShellEnvOptions): Promise<string> {
  const shell = options.variables.SHELL ?? '/bin/sh';
  try {
    const login = await askLoginShell(shell, options);
    return [...new Set([...login.split(delimiter), ...own.split(delimiter)])].join(delimiter);
  } catch (error) {
    options.log.warn('shell.no_path', {
      shell,
      reason: error instanceof Error ? error.message : 'unknown',
    });
    return own;
  }
}

/** Start-up files may print whatever they like: a random mark on both sides tells the PATH from it. */
async function askLoginShell(shell: string, { variables, clock }: ShellEnvOptions) {
  const mark = randomUUID();
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) env[name] = value;
  const child = await startChild(
    {
      command: shell,
      // Quoted piece by piece: sh, bash, zsh and fish all read it alike.
      args: ['-l', '-i', '-c', `printf '%s' '${mark}'"$PATH"'${mark}'`],
      cwd: homedir(),
      env,
    },
    clock,
  );
  child.stdin.end();
  child.stderr.resume();
  const deadline = clock.after(shellTimeoutMs, () => void child.kill());
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (output.length < 1_048_576) output += chunk.toString('utf8');
  });
  await child.exited;
  deadline.cancel();
  const [, path] = output.split(mark);
  if (!path) throw new Error('no answer');
  return path;
}
