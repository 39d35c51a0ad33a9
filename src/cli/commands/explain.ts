import type { Command } from 'commander';
import { errorTable } from '../../shared/errors.ts';
import type { Session } from '../session.ts';

export function addExplainCommand(program: Command, session: Session): void {
  program
    .command('explain')
    .description('what would be decided for a call, and by which line of the registry')
    .argument('<client>')
    .argument('<server>')
    .argument('[tool]', 'real name of the tool; without it: the server as a whole')
    .addHelpText(
      'after',
      '\nExits with 0 when the call is allowed or asked about, 5 when it is denied.',
    )
    .action(
      (
        client: string,
        server: string,
        tool: string | undefined,
        _options: unknown,
        command: Command,
      ) =>
        session.withEngine(command, async ({ api }) => {
          const asked = { client, server, ...(tool === undefined ? {} : { tool }) };
          const decision = await api.access.explain(asked);
          const { effect, rule, revision, message } = decision;
          await session
            .output(command)
            .result({ ...asked, ...decision }, () =>
              [`${effect}: ${rule} (revision ${revision})`, message].filter(Boolean).join('\n'),
            );
          if (effect === 'deny') session.exitCode = errorTable.policy_denied.exit;
        }),
    );
}
