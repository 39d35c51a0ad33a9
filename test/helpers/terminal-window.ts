import { spawnSync } from 'node:child_process';

/** A terminal with one command in it. The end of stdin closes it, as somebody closes a window. */
const program = `
import os, pty, select, sys
pid, window = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
sources = [0, window]
ended, status = os.waitpid(pid, os.WNOHANG)
while not ended:
    ready = select.select(sources, [], [], 0.1)[0]
    if 0 in ready and os.read(0, 1) == b'':
        break
    if window in ready:
        try:
            os.write(1, os.read(window, 4096))
        except OSError:
            # Nobody writes to it any more.
            sources = [0]
    ended, status = os.waitpid(pid, os.WNOHANG)
os.close(window)
if not ended:
    status = os.waitpid(pid, 0)[1]
sys.exit(os.waitstatus_to_exitcode(status) % 256)
`;

/** What runs a command in a terminal of its own: prints what the command prints, and ends with its exit code. */
export function inWindow(command: readonly string[]): string[] {
  return ['python3', '-c', program, ...command];
}

/** Why nothing can be run in a terminal here; null where it can. */
export function whyNoWindow(): string | null {
  const { status } = spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']);
  return status === 0 ? null : 'there is no python3 with a pty module, which makes the terminal';
}
