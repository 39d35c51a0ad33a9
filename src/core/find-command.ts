import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { FindCommand } from './management/services.ts';
import { resolveCommand } from './supervisor/resolve-command.ts';
import type { ShellEnv } from './supervisor/shell-env.ts';

/** Looks for a command as the start of a child would, and starts nothing. */
export function createCommandFinder(shellEnv: ShellEnv): FindCommand {
  return async (command, cwd) => {
    const path = await shellEnv.path();
    const place = { path, cwd: expandHome(cwd ?? '~'), pathExt: shellEnv.variables.PATHEXT };
    try {
      return { found: await resolveCommand(expandHome(command), place), searched: [] };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { found: null, searched: path.split(delimiter).filter((folder) => folder !== '') };
    }
  };
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
}
