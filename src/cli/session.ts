import { resolve } from 'node:path';
import type { Command } from 'commander';
import { defaultDataDir, defaultRegistryPath } from '../core/registry/registry-path.ts';
import type { CommandHost } from './command-host.ts';
import type { EngineConnection } from './engine-connection.ts';
import { Output } from './output.ts';
import type { Places } from './places.ts';
import type { Terminal } from './terminal.ts';

/** One run of the command line: what every command works with. */
export class Session {
  readonly terminal: Terminal;
  readonly host: CommandHost;
  /** What the process will exit with, once a command has ended. */
  exitCode = 0;

  constructor(terminal: Terminal, host: CommandHost) {
    this.terminal = terminal;
    this.host = host;
  }

  places(command: Command): Places {
    const options = command.optsWithGlobals<{
      registry?: string;
      data?: string;
      allowKeyFile?: boolean;
    }>();
    const { cwd, env, home, platform } = this.terminal;
    return {
      registryPath: resolve(cwd, options.registry ?? defaultRegistryPath(platform, env, home)),
      dataDir: resolve(cwd, options.data ?? defaultDataDir(platform, env, home)),
      allowKeyFile: options.allowKeyFile === true,
    };
  }

  output(command: Command): Output {
    return new Output(this.terminal, command.optsWithGlobals<{ json?: boolean }>().json === true);
  }

  /**
   * Runs `work` with the engine of this data directory: the running one over its socket, else one made of the files for
   * as long as the work takes. @param live refuses with `unreachable` where none runs.
   */
  async withEngine<T>(
    command: Command,
    work: (engine: EngineConnection) => Promise<T>,
    live = false,
  ): Promise<T> {
    // The contract is heavy, and `serve` never needs it.
    const { openEngine } = await import('./open-engine.ts');
    const engine = await openEngine(this.places(command), this.terminal, live, this.host);
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  }
}
