import { realpathSync } from 'node:fs';
import { createInstalledHost } from './installed-host.ts';
import { runCli } from './run-cli.ts';
import { exitWhenWritten, outliveReaders } from './standard-streams.ts';
import { processTerminal } from './terminal.ts';

/* The entry of the single executable beside the desktop app. It is bundled as CommonJS, which has no await at its top. */
outliveReaders();
const host = createInstalledHost(realpathSync(process.execPath));
void runCli(process.argv.slice(2), processTerminal(), host).then(exitWhenWritten);
