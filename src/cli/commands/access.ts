import type { Command } from 'commander';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import { timeText } from '../output.ts';
import { parseWhole } from '../parse-options.ts';
import type { Session } from '../session.ts';

export function addAccessCommands(program: Command, session: Session): void {
  const access = program.command('access').description('what access was before, and the way back');
  access
    .command('history')
    .description('registries that were in force, newest first: who changed what')
    .option('--limit <n>', 'how many', parseWhole(1, 100), 20)
    .action(({ limit }: { limit: number }, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { entries } = await api.access.history({ limit });
        await session
          .output(command)
          .result({ entries }, () =>
            entries
              .map(({ revision, atUs, actor, inForce, lines, changes }) =>
                [
                  `revision ${revision}  ${timeText(atUs)}  ${actor}${inForce ? '  in force' : ''}`,
                  ...changes.map(({ sentence }) => `  ${showHostileLine(sentence)}`),
                  ...lines.map((line) => `  ${showHostileLine(line)}`),
                ].join('\n'),
              )
              .join('\n'),
          );
      }),
    );
  access
    .command('undo')
    .description('go back to the access of an earlier revision: grants and rules over tools')
    .argument('<revision>', 'as `lmcp access history` names it', parseWhole(1, 2 ** 53))
    .option('--show', 'print what would change and change nothing')
    .action((to: number, { show = false }: { show?: boolean }, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const undone = await api.access.undo({ to, dryRun: show });
        const { changes, lines, skipped, revision } = undone;
        const text = [
          ...changes.map(({ sentence }) => sentence),
          ...lines,
          ...skipped.map((gone) => `${gone} is gone and stays so`),
        ].map(showHostileLine);
        const done = show ? 'Nothing was changed' : `Now revision ${revision}`;
        await session
          .output(command)
          .result(undone, () =>
            [...text, lines.length === 0 ? 'Nothing to change' : done].join('\n'),
          );
      }),
    );
}
