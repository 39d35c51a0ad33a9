import { chmod, mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../log.ts';
import { defaultRegistryText } from './default-registry.ts';

/** Larger files are refused before they are read. */
const maxRegistryBytes = 4_194_304;

/** The file's bytes. @throws AppError `registry_invalid` when it is missing, too large or not readable. */
export async function readRegistryBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > maxRegistryBytes)
        throw unreadable(path, undefined, `larger than ${maxRegistryBytes} bytes`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(path, error);
  }
}

/** Creates the file (0600) and its directory (0700) with the default text. @throws AppError `registry_invalid` */
export async function createIfMissing(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(defaultRegistryText);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(path, 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw unreadable(path, error);
    }
  }
}

/** The file behind symbolic links. @throws AppError `registry_invalid` when they lead nowhere. */
export async function followLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Others who can read the registry learn what is configured; who can write it runs programs as this user. */
export async function warnAboutMode(path: string, log: Logger): Promise<void> {
  if (process.platform === 'win32') return;
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  log.warn('registry.file_mode', { path, mode: mode.toString(8), remedy: `chmod 600 ${path}` });
}

function unreadable(path: string, error: unknown, reason?: string): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new AppError('registry_invalid', `${path} cannot be opened: ${reason ?? code}`, {
    cause: error,
    hint: 'It must be a YAML file that you can read; `version: 1` is enough for a new one.',
  });
}
