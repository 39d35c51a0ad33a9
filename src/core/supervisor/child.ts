import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import { leakedDescriptors } from './leaked-descriptors.ts';
import { groupRuns, signalGroup } from './process-group.ts';
import { StopLadder } from './stop-ladder.ts';

export interface ChildSpec {
  /** A full path, from `resolveCommand`. */
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment: nothing else is inherited. */
  env: Record<string, string>;
}

export interface ChildExit {
  /** Null when a signal ended it. */
  code: number | null;
  signal: string | null;
}

/** starting -> running -> stopping -> exited; a failed start has no child at all. */
type ChildState = 'running' | 'stopping' | 'exited';

/** One process that leads its own group. */
export interface Child {
  readonly pid: number;
  readonly state: ChildState;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settled when the process has ended and what it wrote has been read. */
  readonly exited: Promise<ChildExit>;
  /** Settled when no process of its group runs. */
  readonly gone: Promise<void>;
  /** The stop ladder; called again it kills at once. Resolves when the group is gone, within 5 s. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** How long output may still arrive after the end: a grandchild that left the group can hold the pipe for ever. */
const lastOutputMs = 250;
const goneCheckMs = 20;

/** @throws AppError `command_not_found` or `upstream_unavailable` when the process cannot be made; the message is for the operator. */
export async function startChild(spec: ChildSpec, clock: Clock): Promise<Child> {
  await assertDirectory(spec.cwd);
  const handle = spawnSealed(spec);
  await new Promise<void>((resolve, reject) => {
    handle.once('spawn', resolve);
    handle.once('error', (cause) => reject(startError(spec.command, cause)));
  });
  const { pid } = handle;
  if (pid === undefined) throw new AppError('internal', 'A started process has no pid');
  // Kept for life: a broken pipe must never become an uncaught exception.
  for (const end of [handle, handle.stdin, handle.stdout, handle.stderr]) end.on('error', noop);

  let state: ChildState = 'running';
  const exited = new Promise<ChildExit>((resolve) => {
    handle.once('exit', (code, signal) => {
      // What a launcher left behind when it ended by itself serves nobody; on the ladder it keeps its grace.
      if (!ladder.climbing) signalGroup(pid, 'SIGKILL');
      state = 'exited';
      const lastCall = clock.after(lastOutputMs, () => {
        for (const end of [handle.stdin, handle.stdout, handle.stderr]) end.destroy();
      });
      handle.once('close', () => {
        lastCall.cancel();
        resolve({ code, signal });
      });
    });
  });
  const gone = exitOf(handle).then(() => untilGroupGone(pid, clock));
  let groupGone = false;
  void gone.then(() => {
    groupGone = true;
  });
  const ladder = new StopLadder(
    {
      closeInput: () => handle.stdin.end(),
      // A group number that is free again may be somebody else's by now.
      signal: (signal) => groupGone || signalGroup(pid, signal),
      gone,
    },
    clock,
  );
  /** Whoever waited for the end also finds it told; a process that cannot be killed is not waited for. */
  const settled = async () => {
    if (state === 'exited') await exited;
  };
  return {
    pid,
    get state() {
      return state === 'running' && ladder.climbing ? 'stopping' : state;
    },
    stdin: handle.stdin,
    stdout: handle.stdout,
    stderr: handle.stderr,
    exited,
    gone,
    stop: () => ladder.stop().then(settled),
    kill: () => ladder.kill().then(settled),
  };
}

/** Node cannot close a descriptor in the child alone: what would leak is covered with the null device (UP-17). */
function spawnSealed(spec: ChildSpec): ChildProcessWithoutNullStreams {
  const leaks = leakedDescriptors();
  const cover = leaks.length > 0 ? openSync('/dev/null', 'r') : null;
  const above: (number | 'ignore')[] = [];
  if (cover !== null) {
    for (let descriptor = 3; descriptor <= Math.max(...leaks); descriptor++) {
      above.push(leaks.includes(descriptor) ? cover : 'ignore');
    }
  }
  try {
    const handle = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['pipe', 'pipe', 'pipe', ...above],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    if (hasPipes(handle)) return handle;
    throw new AppError('internal', 'A started process has no pipes');
  } finally {
    if (cover !== null) closeSync(cover);
  }
}

function hasPipes(handle: ChildProcess): handle is ChildProcessWithoutNullStreams {
  return handle.stdin !== null && handle.stdout !== null && handle.stderr !== null;
}

function exitOf(handle: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    handle.once('exit', () => resolve());
  });
}

async function untilGroupGone(pid: number, clock: Clock): Promise<void> {
  while (groupRuns(pid)) {
    await new Promise<void>((resolve) => {
      clock.after(goneCheckMs, resolve);
    });
  }
}

async function assertDirectory(cwd: string): Promise<void> {
  const isDirectory = await stat(cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) {
    throw new AppError('upstream_unavailable', `The working directory ${cwd} does not exist`, {
      hint: 'Create it, or change `cwd` of this server in the registry.',
    });
  }
}

function startError(command: string, cause: Error): AppError {
  return new AppError('command_not_found', `${command} could not be started`, { cause });
}

function noop(): void {}
