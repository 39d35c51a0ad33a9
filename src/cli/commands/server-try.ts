import type { Command } from 'commander';
import { errorTable } from '../../shared/error-table.ts';
import { showHostile, showHostileLine } from '../../shared/hostile-characters.ts';
import type { Session } from '../session.ts';

export function addServerTry(server: Command, session: Session): void {
  server
    .command('try')
    .description('call a tool in a client’s place, decided and recorded like any call')
    .argument('<name>')
    .argument('<tool>')
    .requiredOption('--client <id>', 'whose grants, rules and limits hold')
    .option('--args <json>', 'the arguments, one JSON object', '{}')
    .action(
      (
        id: string,
        tool: string,
        { client, args }: { client: string; args: string },
        command: Command,
      ) =>
        session.withEngine(command, async ({ api }) => {
          const tried = await api.servers.tryTool({ id, tool, client, arguments: args });
          const { outcome, rule, revision, durationMs, seq, text } = tried;
          await session
            .output(command)
            .result(
              tried,
              () =>
                `${outcome}, by ${showHostileLine(rule)}, revision ${revision}, ${Math.round(durationMs)} ms, row ${seq ?? '?'}\n${showHostile(text)}`,
            );
          if (outcome === 'refused') session.exitCode = errorTable.policy_denied.exit;
          else if (outcome !== 'ok') session.exitCode = 1;
        }),
    );
}
