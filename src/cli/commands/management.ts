import type { Command } from 'commander';
import type { Session } from '../session.ts';

export function addManagementCommands(program: Command, session: Session): void {
  const management = program.command('management').description('the token of the HTTP API');
  management
    .command('rotate')
    .description('mint a new management token and print it; the old one ends at once')
    .action((_options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { token } = await api.management.rotate({});
        await session.output(command).result({ token }, () => token);
      }),
    );
}
