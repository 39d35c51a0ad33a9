import { closeSync, constants, openSync } from 'node:fs';
import type { Terminal } from './terminal.ts';

/** Opens on the terminal that a process belongs to, wherever its streams lead. */
const ownTerminal = '/dev/tty';

/**
 * Tells whether the terminal that this process was started in is closed: its user is gone, and SIGHUP says so. Never where it
 * was started without one, as by systemd or `setsid`, or leads no stream to it, as under `nohup`.
 * @param isThere whether this process belongs to a terminal now
 */
export function followTerminal(terminal: Terminal, isThere = hasTerminal): () => boolean {
  // Windows has this signal for nothing but a console that is closed.
  if (terminal.platform === 'win32') return () => true;
  const { stdin, stdout, stderr } = terminal;
  const leadsThere = [stdin, stdout, stderr].some(({ isTTY }) => isTTY === true);
  const startedThere = leadsThere && isThere();
  return () => startedThere && !isThere();
}

function hasTerminal(): boolean {
  try {
    // Opening one that was closed never waits for somebody to open it again.
    closeSync(openSync(ownTerminal, constants.O_RDONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    // Another failure, such as too many open files, says nothing about the terminal.
    return !(error instanceof Error && 'code' in error && isGone(error.code));
  }
}

const isGone = (code: unknown) => code === 'ENXIO' || code === 'EIO';
