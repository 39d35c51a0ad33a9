import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError, toWire } from '../../../shared/errors.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, requireServer, toView } from './context.ts';
import { viewServer } from './server-view.ts';

type Commands = Pick<
  GroupHandlers<'servers', Operator>,
  'start' | 'stop' | 'restart' | 'refresh' | 'test'
>;

/** What the operator may tell a registered server to do. The word goes on record before it takes effect (MG-11). */
export function serverCommands(context: HandlerContext): Commands {
  const { services } = context;
  const { pool, audit, clock } = services;

  const command = async (
    id: string,
    verb: keyof Commands,
    { actor, signal }: Operator,
    run: (signal: AbortSignal) => Promise<void>,
  ) => {
    requireServer(context, id);
    requireInForce(context, id);
    await audit.event({ kind: 'command.given', actor, server: id, detail: { command: verb } });
    await run(signal);
    return { server: viewServer(services, id) };
  };
  return {
    start: ({ id }, operator) =>
      command(id, 'start', operator, (signal) => pool.startServer(id, signal)),
    stop: ({ id }, operator) =>
      command(id, 'stop', operator, () => pool.stopServer(id, 'stopped by the operator')),
    restart: ({ id }, operator) => command(id, 'restart', operator, () => pool.restartServer(id)),
    refresh: ({ id }, operator) =>
      command(id, 'refresh', operator, (signal) => pool.refresh(id, signal)),
    test: async ({ id }, operator) => {
      const startUs = clock.monoUs();
      let error: ReturnType<typeof toView> = null;
      try {
        await command(id, 'test', operator, (signal) => pool.refresh(id, signal));
      } catch (thrown) {
        // A name that does not exist is the caller's mistake, not the test's result.
        if (!(thrown instanceof AppError) || thrown.row.fault === 'caller') throw thrown;
        error = toView(toWire(thrown));
      }
      const durationMs = (clock.monoUs() - startUs) / 1_000;
      return { ok: error === null, durationMs, error, server: viewServer(services, id) };
    },
  };
}

/** @throws AppError why this entry can not be started. */
export function requireInForce({ services }: HandlerContext, id: string): void {
  const { servers, broken } = services.registry.current;
  const problem = broken.get(id);
  if (problem !== undefined)
    throw new AppError(problem.code, problem.message, { hint: problem.hint });
  if (servers.get(id)?.enabled === false) {
    throw new AppError('conflict', `The server ${id} is disabled`, {
      hint: `\`lmcp server enable ${id}\` puts it in force.`,
    });
  }
}
