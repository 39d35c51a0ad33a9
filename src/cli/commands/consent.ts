import type { Command } from 'commander';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import type { Session } from '../session.ts';

export function addConsentCommand(program: Command, session: Session): void {
  program
    .command('consent')
    .description('show what a browser asks for that needs a second consent, each with its code')
    .action((_options: unknown, command: Command) =>
      session.withEngine(
        command,
        async ({ api }) => {
          const { waiting } = await api.management.consents({});
          await session
            .output(command)
            .result({ waiting }, () =>
              waiting.length === 0
                ? 'Nothing waits for consent.'
                : waiting.map(({ lines, code, ageS }) => describe(lines, code, ageS)).join('\n\n'),
            );
        },
        true,
      ),
    );
}

function describe(lines: readonly string[], code: string, ageS: number): string {
  const [first = '', ...rest] = lines.map(showHostileLine);
  const details = rest.map((line) => `\n  ${line}`).join('');
  return `${first} (asked ${ageS} s ago)${details}\n  Type ${code} into the page to allow exactly this.`;
}
