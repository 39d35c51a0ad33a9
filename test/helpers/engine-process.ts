import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');
const built = join(root, 'dist', 'cli.js');
/** The bundle where there is one: it starts in a third of the time. */
const cli = existsSync(built) ? built : join(root, 'src', 'cli', 'cli.ts');

/** Options that every command of one data directory takes. */
export function commonOptions(directory: string): string[] {
  return [
    '--registry',
    join(directory, 'registry.yaml'),
    '--data',
    join(directory, 'data'),
    '--allow-key-file',
    '--json',
  ];
}

/** Runs one command to its end. @returns what it printed, parsed. */
export function runCli(directory: string, ...args: string[]): unknown {
  return JSON.parse(printed(directory, args));
}

/** The same for a command that prints one value a line. */
export function runCliLines(directory: string, ...args: string[]): unknown[] {
  const lines = printed(directory, args).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

function printed(directory: string, args: readonly string[]): string {
  const command = [cli, ...args, ...commonOptions(directory)];
  return execFileSync(process.execPath, command, { encoding: 'utf8' });
}

export interface EngineProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly exited: Promise<unknown>;
}

export interface ServeProcessOptions {
  /** Any free one when left out. */
  port?: number;
  env?: NodeJS.ProcessEnv;
}

/** `lmcp serve`, once it listens. */
export async function serveProcess(
  directory: string,
  { port = 0, env = process.env }: ServeProcessOptions = {},
): Promise<EngineProcess> {
  const command = [cli, 'serve', '--port', String(port), ...commonOptions(directory)];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(([code]) => {
      throw new Error(`lmcp serve ended with ${code}: ${errors.join('')}`);
    }),
  ]);
  return { child, exited, port: Number(new URL(JSON.parse(String(line[0])).url).port) };
}
