import { homedir } from 'node:os';
import { AppError } from '../../../shared/errors.ts';
import type { StdioServer } from '../../../shared/registry-server.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { Clock } from '../../clock.ts';
import { parseReferences } from '../../registry/reference.ts';
import { type Child, type ChildSpec, startChild } from '../../supervisor/child.ts';
import { childEnvironment } from '../../supervisor/environment.ts';
import { mayInstall } from '../../supervisor/install-detector.ts';
import { resolveCommand } from '../../supervisor/resolve-command.ts';
import type { ShellEnv } from '../../supervisor/shell-env.ts';
import type { ClientIdentity, ConnectionOptions } from '../connection/connection-options.ts';
import type { ServerFacts } from '../connection.ts';
import type { ServerListing } from '../definitions/server-listing.ts';
import type { EraNote } from '../era-memory.ts';
import { Envelope } from '../opening/envelope.ts';
import { negotiateEra } from '../opening/negotiate-era.ts';
import {
  discover,
  type OpeningOptions,
  retryTimeouts,
  shakeHands,
} from '../opening/open-session.ts';
import { readServer } from '../opening/read-server.ts';
import type { StdioProcess } from './stdio-process.ts';

export interface LaunchOptions {
  resolve: ConnectionOptions['resolve'];
  identity: ClientIdentity;
  capabilities: Uint8Array;
  era: EraNote;
  shellEnv: ShellEnv;
  clock: Clock;
  /** Aborted when the server is stopped while it starts. */
  signal: CancelSignal;
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
  listing: ServerListing;
}

/** Resolves, spawns, shakes hands and lists: a server is ready when a tools/list was answered. The child is gone when it rejects. */
export async function launchStdio(options: LaunchOptions): Promise<Launched> {
  const server = await options.resolve();
  if (server.transport !== 'stdio') throw new AppError('internal', 'Not a stdio server');
  refuseSecretsInArgv(server.entry);
  const cwd = server.cwd ?? homedir();
  const path = server.env.PATH ?? (await options.shellEnv.path());
  const { variables } = options.shellEnv;
  const command = await resolveCommand(server.command, { path, cwd, pathExt: variables.PATHEXT });
  const env = childEnvironment(variables, path, server.env);
  const { timeouts } = server.entry;
  const installs = !options.wasReady && mayInstall(server.command, server.args);
  if (installs) options.onInstalling();
  const opening: OpeningOptions = {
    ...options,
    timeouts: installs ? { ...timeouts, initialize_s: timeouts.install_s } : timeouts,
  };
  const spec = { command, args: server.args, cwd, env };
  const { child, process, facts } = await retryTimeouts(opening, () =>
    open(spec, options, opening),
  );
  try {
    const listing = await readServer(process, facts, opening);
    options.onListing(listing);
    return { process, listing };
  } catch (error) {
    await end(child, options.signal);
    throw error;
  }
}

/** Every process of the machine can read a command line (AU-13). */
function refuseSecretsInArgv({ command, args }: StdioServer): void {
  for (const text of [command, ...args]) {
    const parts = parseReferences(text);
    const holdsSecret =
      Array.isArray(parts) &&
      parts.some((part) => typeof part !== 'string' && part.kind === 'secret');
    if (!holdsSecret) continue;
    throw new AppError('reference_unreadable', 'A secret in command or args would be readable', {
      hint: 'Hand it over in `env` instead.',
    });
  }
}

async function open(spec: ChildSpec, options: LaunchOptions, opening: OpeningOptions) {
  options.signal.throwIfAborted();
  const child = await startChild(spec, options.clock);
  try {
    const process = options.onChild(child);
    return { child, process, facts: await openEra(process, options, opening) };
  } catch (error) {
    await end(child, options.signal);
    throw error;
  }
}

/**
 * The conversation in whatever era the child speaks. initialize comes first where nothing is known: servers of the session era may
 * hang or exit on anything else, and those of the stateless era answer it with an error.
 */
function openEra(
  process: StdioProcess,
  { identity, era }: LaunchOptions,
  opening: OpeningOptions,
): Promise<ServerFacts> {
  const envelope = new Envelope(identity);
  return negotiateEra(era.order('session'), (one) => {
    process.speak(one === 'stateless' ? envelope : null);
    if (one === 'stateless') return discover(process, opening, era.known === 'stateless');
    return shakeHands(process, opening, envelope.members(opening.capabilities));
  });
}

/** Who stops a server that starts gives it the ladder; one that failed by itself has no claim to it. */
function end(child: Child, signal: CancelSignal): Promise<void> {
  return signal.aborted ? child.stop() : child.kill();
}
