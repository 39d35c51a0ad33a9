import { Command } from 'commander';
import { addAccessCommands } from './commands/access.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addClientCommands } from './commands/client.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addConsentCommand } from './commands/consent.ts';
import { addDiagnosisCommands } from './commands/diagnosis.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addManagementCommands } from './commands/management.ts';
import { addRegistryCommands } from './commands/registry.ts';
import { addServeCommand } from './commands/serve.ts';
import { addServerCommands } from './commands/server.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTestCommands } from './commands/test-mcp.ts';
import { addUiCommand } from './commands/ui.ts';
import type { Session } from './session.ts';
import { engineVersion } from './version.ts';

const exitCodes = `
Exit codes: 0 ok, 1 failed, 2 usage, 3 configuration invalid, 4 cannot reach the engine,
5 refused by policy, 6 verification failed.
Commands talk to the engine that runs on the data directory, or work on the files when none runs.`;

/** The whole command line; docs/cli.md is pinned to it by a test. */
export function createProgram(session: Session): Command {
  const { stdout, stderr } = session.terminal;
  const program = new Command('lmcp')
    .description('A local control plane for MCP: one loopback endpoint, allowlists, an audit log.')
    .version(engineVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help for a command')
    .option('--registry <file>', 'registry.yaml to use (or LMCP_REGISTRY)')
    .option('--data <dir>', 'data directory to use (or LMCP_DATA)')
    .option('--json', 'print JSON, for programs')
    .option('--allow-key-file', 'let secrets be kept in a key file where there is no keychain')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // Told once, by runCli, in the form that was asked for.
      outputError: () => undefined,
    })
    .addHelpText('after', exitCodes);
  addServeCommand(program, session);
  addUiCommand(program, session);
  addConsentCommand(program, session);
  addStatusCommand(program, session);
  addServerCommands(program, session);
  addClientCommands(program, session);
  addAccessCommands(program, session);
  addExplainCommand(program, session);
  addAuditCommands(program, session);
  addRegistryCommands(program, session);
  addDiagnosisCommands(program, session);
  addManagementCommands(program, session);
  addTestCommands(program, session);
  addCompletionCommand(program, session);
  return program;
}
