import type { Command } from 'commander';
import type { ClientSummary } from '../../shared/contract-clients.ts';
import { AppError } from '../../shared/errors.ts';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import { table, timeText } from '../output.ts';
import { collectList, parseGrace, parseTtl } from '../parse-options.ts';
import type { Session } from '../session.ts';
import { addLimit } from './client-limit.ts';
import { addSnippet } from './client-snippet.ts';

export function addClientCommands(program: Command, session: Session): void {
  const client = program.command('client').description('register AI clients and their tokens');
  addRegistration(client, session);
  addGrants(client, session);
  addTokens(client, session);
  addSwitches(client, session);
  addLimit(client, session);
}

function addRegistration(client: Command, session: Session): void {
  client
    .command('add')
    .description('register a client, mint its token and print it')
    .argument('<id>')
    .option('--app <app>', 'application it is, for the snippet')
    .option('--allow <a,b>', 'servers it may reach; default: none', collectList, [])
    .option(
      '--ttl <time>',
      'life of the token: 30d, or a time in ISO 8601; default: no end',
      parseTtl,
    )
    .addHelpText(
      'after',
      '\nExample:\n  lmcp client add vscode --app vscode --allow files,docs --ttl 90d',
    )
    .action(
      (id: string, options: { app?: string; allow: string[]; ttl?: number }, command: Command) =>
        session.withEngine(command, async ({ api }) => {
          const { app, allow, ttl } = options;
          const added = await api.clients.add({
            id,
            allow,
            ...(app === undefined ? {} : { app }),
            ...(ttl === undefined ? {} : { ttlS: ttl }),
          });
          const { token, url, expiresUs } = added;
          const expires = expiresUs === null ? {} : { expires: timeText(expiresUs) };
          await session
            .output(command)
            .result({ id: added.id, token, url, ...expires }, () =>
              [
                `url    ${url}`,
                `token  ${token}`,
                `It may reach ${allow.length === 0 ? 'nothing yet' : allow.join(', ')}.`,
                `Next: lmcp client snippet ${id}`,
              ].join('\n'),
            );
        }),
    );
  client
    .command('list')
    .description('all clients with their grants and tokens')
    .action((_options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { clients } = await api.clients.list({});
        await session.output(command).result({ clients }, () => describeClients(clients));
      }),
    );
  client
    .command('remove')
    .description('end the tokens of a client and remove it')
    .argument('<id>')
    .action((id: string, _options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { revision } = await api.clients.remove({ id });
        await session.output(command).result({ id, revision }, () => `Removed ${id}`);
      }),
    );
}

function addGrants(client: Command, session: Session): void {
  for (const [name, granted, description] of [
    ['allow', true, 'grant servers to a client'],
    ['deny-servers', false, 'withdraw servers from a client'],
  ] as const) {
    client
      .command(name)
      .description(description)
      .argument('<id>')
      .argument('<servers...>', 'names, or a,b')
      .action((id: string, given: string[], _options: unknown, command: Command) =>
        session.withEngine(command, async ({ api }) => {
          const servers = given.flatMap((item) => collectList(item));
          if (servers.length === 0) throw new AppError('usage', 'Name at least one server');
          const edits = servers.map((server) => ({ client: id, server, granted }));
          const { revision, lines } = await api.access.apply({ edits });
          await session
            .output(command)
            .result({ id, revision, lines }, () => lines.join('\n') || 'Nothing changed');
        }),
      );
  }
}

function addTokens(client: Command, session: Session): void {
  addSnippet(client, session);
  client
    .command('rotate')
    .description('mint a new token; the old one ends at once, or after --grace')
    .argument('<id>')
    .option('--grace <time>', 'how long the old token still works, at most 10m', parseGrace, 0)
    .option('--ttl <time>', 'life of the new token: 30d, or a time in ISO 8601', parseTtl)
    .action((id: string, options: { grace: number; ttl?: number }, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { grace, ttl } = options;
        const life = ttl === undefined ? {} : { ttlS: ttl };
        const { token, expiresUs } = await api.clients.rotate({ id, graceS: grace, ...life });
        const expires = expiresUs === null ? {} : { expires: timeText(expiresUs) };
        await session.output(command).result({ id, token, ...expires }, () => token);
      }),
    );
  client
    .command('revoke')
    .description('end every token of a client at once')
    .argument('<id>')
    .action((id: string, _options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        await api.clients.revoke({ id });
        await session
          .output(command)
          .result({ id }, () => `Revoked ${id}; \`lmcp client rotate ${id}\` mints a new token`);
      }),
    );
}

function addSwitches(client: Command, session: Session): void {
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    client
      .command(name)
      .description(enabled ? 'let a client in again' : 'refuse a client and keep its entry')
      .argument('<id>')
      .action((id: string, _options: unknown, command: Command) =>
        session.withEngine(command, async ({ api }) => {
          const { revision } = await api.clients.update({ id, enabled });
          await session
            .output(command)
            .result({ id, enabled, revision }, () => `${id} is ${name}d`);
        }),
      );
  }
}

function describeClients(clients: readonly ClientSummary[]): string {
  if (clients.length === 0) return 'No clients yet: `lmcp client add ID --allow SERVER` adds one.';
  return table(
    ['CLIENT', 'APP', 'ENABLED', 'MAY REACH', 'TOKEN', 'EXPIRES', 'LAST USED'],
    clients.map(({ id, app, enabled, allowServers, tokens }) => {
      const token = tokens.find(({ state }) => state === 'active') ?? tokens[0];
      return [
        id,
        showHostileLine(app ?? '-'),
        enabled ? 'yes' : 'no',
        allowServers.join(', ') || '-',
        token?.state ?? 'none',
        timeText(token?.expiresUs ?? null),
        timeText(token?.lastUsedUs ?? null),
      ];
    }),
  );
}
