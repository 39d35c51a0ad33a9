import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { buildSnapshot } from '../../core/registry/build-snapshot.ts';
import { readRegistryFile } from '../../core/registry/check-registry.ts';
import { viewRegistry } from '../../core/registry/view.ts';
import { errorTable } from '../../shared/error-table.ts';
import { AppError } from '../../shared/errors.ts';
import type { Session } from '../session.ts';

export function addRegistryCommands(program: Command, session: Session): void {
  addValidate(program, session);
  addPrintConfig(program, session);
  program
    .command('reload')
    .description('let the running engine read the registry again, as SIGHUP does')
    .action((_options: unknown, command: Command) =>
      session.withEngine(
        command,
        async ({ api }) => {
          const { revision, lines, problem, restartRequired } = await api.engine.reload({});
          if (problem !== null) {
            throw new AppError('registry_invalid', problem.message, { hint: problem.hint });
          }
          await session
            .output(command)
            .result(
              { revision, lines, restartRequired },
              () => lines.join('\n') || 'Nothing changed',
            );
        },
        true,
      ),
    );
}

function addValidate(program: Command, session: Session): void {
  program
    .command('validate')
    .description(
      'check a registry file, with file, line, column and reason; nothing comes into force',
    )
    .argument('[file]', 'default: the registry in use')
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      const path = registryPath(session, command, file);
      const { servers, clients, broken } = await read(path);
      const faults = [...broken].map(([server, { code, message }]) => ({ server, code, message }));
      const summary = {
        path,
        ok: faults.length === 0,
        servers: servers.size,
        clients: clients.size,
        broken: faults,
      };
      await session
        .output(command)
        .result(summary, () =>
          faults.length === 0
            ? `${path} is valid: ${servers.size} servers, ${clients.size} clients`
            : faults.map(({ message }) => message).join('\n'),
        );
      if (faults.length > 0) session.exitCode = errorTable.registry_invalid.exit;
    });
}

function addPrintConfig(program: Command, session: Session): void {
  program
    .command('print-config')
    .description('the registry in force with every default filled in, secrets as set or empty')
    .action(async (_options: unknown, command: Command) => {
      const { dataDir, registryPath: path } = session.places(command);
      const { lmcp, clients, servers } = (await configInForce(dataDir)) ?? (await configOf(path));
      const config = { version: 1, lmcp, clients, servers };
      await session.output(command).result(config, () => stringify(config));
    });
}

/** What a running engine goes by, which a refused file does not change; null where none runs. */
async function configInForce(dataDir: string): Promise<Record<string, unknown> | null> {
  const { findRunning } = await import('../open-engine.ts');
  const engine = await findRunning(dataDir);
  if (engine === null) return null;
  try {
    return (await engine.api.engine.printConfig({})).config;
  } finally {
    await engine.close();
  }
}

async function configOf(path: string): Promise<Record<string, unknown>> {
  const checked = await read(path);
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { ...viewRegistry(buildSnapshot(checked, digest, 1)) };
}

function registryPath(session: Session, command: Command, file: string | undefined): string {
  if (file === undefined) return session.places(command).registryPath;
  return resolve(session.terminal.cwd, file);
}

async function read(path: string) {
  try {
    return await readRegistryFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const hint = '`lmcp serve` creates one; --registry names another.';
    throw new AppError('registry_invalid', `${path} cannot be read`, { hint, cause: error });
  }
}
