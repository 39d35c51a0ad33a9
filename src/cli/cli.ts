#!/usr/bin/env node
import { becomeEngineProcess } from './engine-process.ts';
import { nodeHost } from './node-host.ts';
import { runCli } from './run-cli.ts';
import { exitWhenWritten, outliveReaders } from './standard-streams.ts';
import { processTerminal } from './terminal.ts';

becomeEngineProcess(process.argv.slice(2));
outliveReaders();
exitWhenWritten(await runCli(process.argv.slice(2), processTerminal(), nodeHost));
