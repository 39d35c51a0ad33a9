#!/usr/bin/env node
import { becomeEngineProcess } from './engine-process.ts';
import { nodeHost } from './node-host.ts';
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

becomeEngineProcess(process.argv.slice(2));
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
// The engine goes on where the terminal that it was started from is gone: the log file has what nobody reads here.
process.stderr.on('error', () => undefined);
const exitCode = await runCli(process.argv.slice(2), processTerminal(), nodeHost);
// Everything written goes out before the end, whatever is still open.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
