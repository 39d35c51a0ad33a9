import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { AppError } from '../../shared/errors.ts';

export interface CommandSearch {
  /** The child's PATH. */
  path: string;
  /** Where a command with a separator in it is looked for. */
  cwd: string;
  platform?: NodeJS.Platform;
  /** Windows: `.EXE;.CMD;…` */
  pathExt?: string | undefined;
}

/**
 * The full path of a command, as a shell would find it.
 * @throws AppError `command_not_found` that says what was searched.
 */
export async function resolveCommand(command: string, search: CommandSearch): Promise<string> {
  const platform = search.platform ?? process.platform;
  const paths = platform === 'win32' ? win32 : posix;
  const named = command.includes('/') || (platform === 'win32' && command.includes('\\'));
  const folders = search.path.split(paths.delimiter).filter((folder) => folder !== '');
  const places = named
    ? [paths.resolve(search.cwd, command)]
    : folders.map((folder) => paths.join(folder, command));
  for (const place of places) {
    for (const suffix of suffixes(platform, search.pathExt)) {
      if (await isExecutable(place + suffix)) return place + suffix;
    }
  }
  const searched = named ? `looked at ${places.join('')}` : `searched ${folders.join(', ')}`;
  throw new AppError('command_not_found', `\`${command}\` was not found: ${searched}`);
}

function suffixes(platform: NodeJS.Platform, pathExt: string | undefined): string[] {
  return platform === 'win32' ? ['', ...(pathExt ?? '.EXE;.CMD;.BAT').split(';')] : [''];
}

async function isExecutable(place: string): Promise<boolean> {
  try {
    await access(place, constants.X_OK);
    return (await stat(place)).isFile();
  } catch {
    return false;
  }
}
