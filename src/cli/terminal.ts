import { homedir } from 'node:os';
import type { Readable, Writable } from 'node:stream';

/** What a command sees of the world outside: handed in, so that tests run commands without a process. */
export interface Terminal {
  readonly stdin: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  readonly stdout: Writable & { isTTY?: boolean };
  readonly stderr: Writable & { isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env, platform } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), home: homedir(), platform };
}
