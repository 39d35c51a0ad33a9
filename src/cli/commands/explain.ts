import type { Command } from 'commander';
import { errorTable } from '../../shared/error-table.ts';
import { nameSeparator } from '../../shared/tool-name.ts';
import type { Session } from '../session.ts';

export function addExplainCommand(program: Command, session: Session): void {
  program
    .command('explain')
    .description('what would be decided for a call, and by which line of the registry')
    .argument('<client>')
    .argument('<server>', 'its id, or a tool as clients name it: files__read_file')
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
          const asked = { client, ...targetOf(server, tool) };
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

/** Ids hold no `__`, so what stands before the first one is the server. */
function targetOf(server: string, tool: string | undefined): { server: string; tool?: string } {
  if (tool !== undefined) return { server, tool };
  const at = server.indexOf(nameSeparator);
  if (at < 1) return { server };
  return { server: server.slice(0, at), tool: server.slice(at + nameSeparator.length) };
}
