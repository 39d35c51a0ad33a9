import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

/** Something that answers tools/call over HTTP: a floor, or LMCP. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What each request says of itself in `params._meta`; absent in the era of sessions. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Exposed name of a tool of the first server. */
  toolName(tool: string): string;
  readonly process: ChildProcess;
}

/** Starts a process and waits for its first line, which is JSON. @throws Error with what it printed when it ends first. */
export async function startProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ child: ChildProcess; firstLine: Record<string, unknown> }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const stderr: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < 200) stderr.push(chunk.toString());
  });
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr.join('')}`);
    }),
  ]);
  return { child, firstLine: JSON.parse(line) };
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** CPU time of a process with all its threads, in microseconds (Linux: clock ticks of 10 ms). */
export function cpuUs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/**
 * Waits until a process has nothing left to do: rows that are stored behind the answers are on the bill of who made them, not of
 * who is measured next. Gives up after two seconds.
 */
export async function settled(pid: number): Promise<void> {
  const stepMs = 30;
  let before = cpuUs(pid);
  for (let waitedMs = 0; waitedMs < 2_000; waitedMs += stepMs) {
    await setTimeout(stepMs);
    const now = cpuUs(pid);
    if (now === before) return;
    before = now;
  }
}

/** Resident memory in MiB. */
export function rssMiB(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1_024;
}
