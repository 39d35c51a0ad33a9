import type { Command } from 'commander';
import type { EngineStatus } from '../../shared/contract-engine.ts';
import { table, timeText } from '../output.ts';
import type { Session } from '../session.ts';

export function addStatusCommand(program: Command, session: Session): void {
  program
    .command('status')
    .description('show whether the engine runs, what it serves and what needs attention')
    .action((_options: unknown, command: Command) =>
      session.withEngine(
        command,
        async ({ api }) => {
          const status = await api.engine.status({});
          await session.output(command).result(status, () => describe(status));
        },
        true,
      ),
    );
}

function describe(status: EngineStatus): string {
  const attention = [
    status.problem && `registry: ${status.problem.message}`,
    status.alarm &&
      `audit: ${status.alarm} Tokens are held until \`lmcp audit acknowledge --reason WHY\``,
    !status.audit.writable && `audit: ${status.audit.problem}`,
    status.restartRequired.length > 0 && `restart needed for ${status.restartRequired.join(', ')}`,
  ].filter((line) => typeof line === 'string');
  const lines = [
    `LMCP ${status.version} serves ${status.url ?? '-'} (pid ${status.pid}, since ${timeText(status.startedUs)})`,
    `registry  ${status.registryPath}, revision ${status.revision}`,
    `data      ${status.dataDir}, secrets in ${status.secretBackend}`,
    `audit     row ${status.audit.headSeq}`,
    `clients   ${status.clients}, sessions ${status.sessions}`,
    ...attention.map((line) => `ATTENTION ${line}`),
  ];
  if (status.servers.length === 0) return lines.join('\n');
  const rows = status.servers.map(({ id, state }) => [id, state]);
  return `${lines.join('\n')}\n\n${table(['SERVER', 'STATE'], rows)}`;
}
