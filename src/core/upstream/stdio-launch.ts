import { homedir } from 'node:os';
import { AppError } from '../../shared/errors.ts';
import type { StdioServer } from '../../shared/registry-server.ts';
import type { Clock } from '../clock.ts';
import { type Child, startChild } from '../supervisor/child.ts';
import { childEnvironment } from '../supervisor/environment.ts';
import { mayInstall } from '../supervisor/install-detector.ts';
import { resolveCommand } from '../supervisor/resolve-command.ts';
import type { ShellEnv } from '../supervisor/shell-env.ts';
import type { ClientIdentity, ConnectionOptions } from './connection-options.ts';
import { initializeParams, readInitializeResult, type ServerFacts } from './handshake.ts';
import { readAllTools, type ToolListing } from './read-tools.ts';
import type { StdioProcess } from './stdio-process.ts';
import type { StdioSession } from './stdio-session.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface LaunchOptions {
  resolve: ConnectionOptions['resolve'];
  identity: ClientIdentity;
  shellEnv: ShellEnv;
  clock: Clock;
  /** Aborted when the server is stopped while it starts. */
  signal: AbortSignal;
  /** True once it has been ready: a package that had to be installed is there. */
  wasReady: boolean;
  /** The child runs; the conversation with it begins. */
  onChild: (child: Child) => StdioProcess;
  onInstalling: () => void;
  /** May throw: the start has then failed. */
  onListing: ConnectionOptions['onListing'];
}

export interface Launched {
  process: StdioProcess;
  facts: ServerFacts;
  listing: ToolListing;
}

/** Resolves, spawns, shakes hands and lists: a server is ready when a tools/list was answered. The child is gone when it rejects. */
export async function launchStdio(options: LaunchOptions): Promise<Launched> {
  const server = await options.resolve();
  if (server.transport !== 'stdio') throw new AppError('internal', 'Not a stdio server');
  const cwd = server.cwd ?? homedir();
  const path = server.env.PATH ?? (await options.shellEnv.path());
  const { variables } = options.shellEnv;
  const command = await resolveCommand(server.command, { path, cwd, pathExt: variables.PATHEXT });
  const env = childEnvironment(variables, path, server.env);
  const { timeouts } = server.entry;
  const installs = !options.wasReady && mayInstall(server.command, server.args);
  if (installs) options.onInstalling();
  const handshakeMs = (installs ? timeouts.install_s : timeouts.initialize_s) * 1_000;
  return retryTimeouts(options, timeouts, async () => {
    options.signal.throwIfAborted();
    const child = await startChild({ command, args: server.args, cwd, env }, options.clock);
    try {
      const process = options.onChild(child);
      const facts = await shakeHands(process.session, options, handshakeMs);
      const listing = facts.hasTools
        ? await readTools(process.session, options, timeouts)
        : { definitions: [], limitedBy: null };
      options.onListing(listing);
      return { process, facts, listing };
    } catch (error) {
      await (options.signal.aborted ? child.stop() : child.kill());
      throw error;
    }
  });
}

async function shakeHands(
  session: StdioSession,
  { identity, signal }: LaunchOptions,
  timeoutMs: number,
): Promise<ServerFacts> {
  const reply = await session.request({
    method: 'initialize',
    params: [initializeParams(identity)],
    timeoutMs,
    signal,
  });
  if (reply.kind === 'error') {
    throw new AppError('upstream_protocol', `It refused initialize with code ${reply.code}`);
  }
  const facts = readInitializeResult(reply.result);
  session.notify('notifications/initialized');
  return facts;
}

function readTools(
  session: StdioSession,
  options: LaunchOptions,
  timeouts: StdioServer['timeouts'],
): Promise<ToolListing> {
  return readAllTools((params) =>
    retryTimeouts(options, timeouts, async () => {
      const reply = await session.request({
        method: 'tools/list',
        params: params === null ? null : [Buffer.from(params)],
        timeoutMs: timeouts.tools_list_s * 1_000,
        signal: options.signal,
      });
      if (reply.kind === 'result') return Buffer.from(reply.result);
      throw new AppError('upstream_protocol', `It refused tools/list with code ${reply.code}`);
    }),
  );
}

/** `retry_on_timeout` and `retry_backoff_s`: for initialize and lists alone, a call is never sent twice. */
async function retryTimeouts<T>(
  { clock, signal }: Pick<LaunchOptions, 'clock' | 'signal'>,
  timeouts: StdioServer['timeouts'],
  attempt: () => Promise<T>,
): Promise<T> {
  for (let retriesLeft = timeouts.retry_on_timeout; ; retriesLeft--) {
    try {
      return await attempt();
    } catch (error) {
      const timedOut = error instanceof AppError && error.code === 'upstream_timeout';
      if (!timedOut || retriesLeft === 0 || signal.aborted) throw error;
      const waited = new Promise<void>((resolve) => {
        clock.after(Math.max(1, timeouts.retry_backoff_s) * 1_000, resolve);
      });
      await unlessAborted(waited, signal);
    }
  }
}
