import { realpathSync } from 'node:fs';
import { createInstalledHost } from './installed-host.ts';
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

/* The entry of the single executable beside the desktop app. It is bundled as CommonJS, which has no await at its top. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
const host = createInstalledHost(realpathSync(process.execPath));
void runCli(process.argv.slice(2), processTerminal(), host).then((exitCode) => {
  // Everything written goes out before the end, whatever is still open.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
});
