import { CommanderError } from 'commander';
import { errorTable } from '../shared/error-table.ts';
import { toWire, type WireError } from '../shared/errors.ts';
import type { CommandHost } from './command-host.ts';
import { Output } from './output.ts';
import { createProgram } from './program.ts';
import { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

const usageExit = 2;
/** `lmcp test mcp` is a checker for scripts: 1 and 2 are its results, so usage errors have a number of their own. */
const checkerUsageExit = 64;

/** Runs one command line to its end. Returns the exit code; nothing is thrown. */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  host: CommandHost,
): Promise<number> {
  const session = new Session(terminal, host);
  const program = createProgram(session);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return session.exitCode;
  } catch (error) {
    // As they were parsed: a word may be the value of an option, and what stands behind `--` is somebody else's.
    const output = new Output(terminal, program.opts<{ json?: boolean }>().json === true);
    const onUsage = program.args[0] === 'test' ? checkerUsageExit : usageExit;
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // A command that only has subcommands has printed its help.
      if (error.code !== 'commander.help') await output.failure(toUsage(error));
      return onUsage;
    }
    const wire = toWire(error);
    await output.failure(
      wire.code === 'internal' && error instanceof Error && wire.data === undefined
        ? { ...wire, message: `${wire.message}: ${error.message}`, hint: '' }
        : wire,
    );
    return wire.code === 'usage' ? onUsage : errorTable[wire.code].exit;
  }
}

function toUsage({ message }: CommanderError): WireError {
  const text = message.replace(/^error: /, '').replaceAll('\n', ' ');
  return { code: 'usage', message: text, hint: errorTable.usage.hint };
}
