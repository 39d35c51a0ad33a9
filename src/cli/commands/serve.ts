import type { Command } from 'commander';
import type { ServeOptions } from '../command-host.ts';
import { parseWhole } from '../parse-options.ts';
import type { Session } from '../session.ts';

export function addServeCommand(program: Command, session: Session): void {
  program
    .command('serve')
    .description(
      'start the engine and serve until SIGTERM, Ctrl-C or the end of the terminal it was started in; any other SIGHUP reads the registry again',
    )
    .option(
      '--port <number>',
      'port instead of lmcp.port; 0 takes a free one',
      parseWhole(0, 65_535),
    )
    .option('--link', 'also print a link that logs a browser in to the control center once')
    .addHelpText(
      'after',
      '\nExamples:\n  lmcp serve\n  lmcp serve --port 7400 --data ~/lmcp-data --json   # one line: {"url","ui","pid"}',
    )
    .action(async (options: ServeOptions, command: Command) => {
      const { terminal, host } = session;
      const context = {
        terminal,
        places: session.places(command),
        output: session.output(command),
      };
      session.exitCode = await host.serve(context, options);
    });
}
