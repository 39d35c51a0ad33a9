import type { Command } from 'commander';
import { parseWhole } from '../parse-options.ts';
import type { Session } from '../session.ts';

/** How many calls a client may make in a minute, or that the settings say it again. */
export function addLimit(client: Command, session: Session): void {
  client
    .command('limit')
    .description(
      'bound the calls of a client per minute: 0 for no limit, `default` for that of the settings',
    )
    .argument('<id>')
    .argument(
      '<calls>',
      'calls per minute, 0 for no limit, or `default`: as in the settings',
      parse,
    )
    .addHelpText(
      'after',
      '\nExample:\n  lmcp client limit vscode 120\n  lmcp client limit vscode default',
    )
    .action((id: string, rateLimitRpm: number | null, _options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { revision } = await api.clients.update({ id, rateLimitRpm });
        await session
          .output(command)
          .result({ id, rateLimitRpm, revision }, () => `${id}: ${inWords(rateLimitRpm)}`);
      }),
    );
}

const parseCalls = parseWhole(0, 1_000_000);

function parse(text: string): number | null {
  return text === 'default' ? null : parseCalls(text);
}

function inWords(rateLimitRpm: number | null): string {
  if (rateLimitRpm === null) return 'limited as in the settings';
  return rateLimitRpm === 0 ? 'no limit' : `${rateLimitRpm} calls per minute`;
}
