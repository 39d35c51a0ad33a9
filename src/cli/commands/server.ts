import type { Command } from 'commander';
import type { ItemDetail, ServerSummary } from '../../shared/contract-server-views.ts';
import { errorTable, isErrorCode } from '../../shared/error-table.ts';
import { showHostile, showHostileLine } from '../../shared/hostile-characters.ts';
import { table } from '../output.ts';
import type { Session } from '../session.ts';
import { addServerAddCommand } from './server-add.ts';
import { addServerLogs } from './server-logs.ts';
import { addServerSignIn } from './server-sign-in.ts';
import { addServerTry } from './server-try.ts';

const noticeAfterMs = 3_000;

export function addServerCommands(program: Command, session: Session): void {
  const server = program.command('server').description('register, start and inspect servers');
  addServerAddCommand(server, session);
  addListing(server, session);
  addServerLogs(server, session);
  addServerTry(server, session);
  addServerSignIn(server, session);
  addSwitches(server, session);
  addActions(server, session);
  addApproval(server, session);
}

function addListing(server: Command, session: Session): void {
  server
    .command('list')
    .description('all servers with state and tools')
    .action((_options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { servers } = await api.servers.list({});
        await session.output(command).result({ servers }, () => describeServers(servers));
      }),
    );
  server
    .command('test')
    .description('connect to a registered server and list its tools')
    .argument('<name>')
    .action((id: string, _options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const result = await api.servers.test({ id });
        const { ok, durationMs, error, server: found } = result;
        await session
          .output(command)
          .result(result, () =>
            ok
              ? `${id} answered in ${Math.round(durationMs)} ms: ${describeTools(found)}`
              : `${id} failed: ${showHostileLine(error?.message ?? '')} (${error?.code ?? 'internal'})\n  ${error?.hint ?? ''}`,
          );
        if (!ok) session.exitCode = exitOf(error?.code ?? 'internal');
      }),
    );
}

function addSwitches(server: Command, session: Session): void {
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    server
      .command(name)
      .description(enabled ? 'put a server in force' : 'stop a server and keep its entry')
      .argument('<name>')
      .action((id: string, _options: unknown, command: Command) =>
        session.withEngine(command, async ({ api }) => {
          const changes = [{ path: ['enabled'], value: enabled }];
          const { revision } = await api.servers.update({ id, changes });
          await session
            .output(command)
            .result({ id, enabled, revision }, () => `${id} is ${name}d`);
        }),
      );
  }
  server
    .command('remove')
    .description('remove a server, its grants, its definitions and its secrets')
    .argument('<name>')
    .action((id: string, _options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { revision } = await api.servers.remove({ id });
        await session.output(command).result({ id, revision }, () => `Removed ${id}`);
      }),
    );
}

function addActions(server: Command, session: Session): void {
  const actions = {
    start: 'start it now',
    stop: 'stop it; the next call starts it again',
    restart: 'stop it and start it again',
    refresh: 'read its tools again',
  } as const;
  for (const verb of ['start', 'stop', 'restart', 'refresh'] as const) {
    server
      .command(verb)
      .description(actions[verb])
      .argument('<name>')
      .action((id: string, _options: unknown, command: Command) =>
        session.withEngine(
          command,
          async ({ api }) => {
            const output = session.output(command);
            // Installing a package takes minutes: a person must not look at nothing for so long.
            const timer = setTimeout(() => {
              if (verb !== 'stop' && !output.json) void output.notice(stillWaiting(id));
            }, noticeAfterMs);
            const { server: found } = await api.servers[verb]({ id }).finally(() =>
              clearTimeout(timer),
            );
            await output.result({ server: found }, () => describeServers([found]));
          },
          true,
        ),
      );
  }
}

function stillWaiting(id: string): string {
  return `Waiting for ${id}; a first start may install its package. \`lmcp server logs ${id}\` shows what it prints.`;
}

function addApproval(server: Command, session: Session): void {
  server
    .command('approve')
    .description('approve definitions that wait for review, and print each before and after')
    .argument('<name>')
    .argument('[tools...]', 'only these; default: all that wait')
    .option('--show', 'print what waits and approve nothing')
    .action((id: string, names: string[], options: { show?: boolean }, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const output = session.output(command);
        const { tools, others } = await api.servers.get({ id });
        const shown: ItemDetail[] = [];
        for (const { name, kind, state } of [...tools, ...others]) {
          if (state !== 'changed' && state !== 'pending') continue;
          if (names.length === 0 || names.includes(name))
            shown.push(await api.servers.item({ id, name, kind }));
        }
        if (options.show === true) {
          await output.result({ id, waiting: shown }, () => describeReview(shown));
          return;
        }
        const { approved } = await api.servers.approve(names.length > 0 ? { id, names } : { id });
        await output.result({ id, approved }, () =>
          approved.length === 0
            ? describeReview([])
            : `${describeReview(shown)}\nApproved ${approved.map(showHostileLine).join(', ')}`,
        );
      }),
    );
}

function describeReview(tools: readonly ItemDetail[]): string {
  if (tools.length === 0) return 'Nothing waits for review';
  return tools
    .flatMap(({ item, approved, observed, warnings }) => [
      `${showHostileLine(item.name)} (${item.kind}, ${item.state})`,
      ...warnings.map((warning) => `! ${showHostileLine(warning)}`),
      ...(approved === null ? [] : [marked('-', approved.text)]),
      marked('+', observed?.text ?? ''),
    ])
    .join('\n');
}

function marked(sign: string, text: string): string {
  return showHostile(text)
    .split('\n')
    .map((line) => `${sign} ${line}`)
    .join('\n');
}

function describeServers(servers: readonly ServerSummary[]): string {
  if (servers.length === 0) return 'No servers yet: `lmcp server add NAME -- COMMAND` adds one.';
  return table(
    ['SERVER', 'TRANSPORT', 'STATE', 'TOOLS', 'DETAIL'],
    servers.map((server) => [
      server.id,
      server.transport,
      server.state,
      describeTools(server),
      server.detail,
    ]),
  );
}

function describeTools({ tools }: ServerSummary): string {
  const waiting = tools.changed + tools.pending;
  const parts = [`${tools.approved} tools`];
  if (waiting > 0) parts.push(`${waiting} to review`);
  if (tools.refused > 0) parts.push(`${tools.refused} refused`);
  return parts.join(', ');
}

function exitOf(code: string): number {
  return isErrorCode(code) ? errorTable[code].exit : 1;
}
