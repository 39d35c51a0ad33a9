import { readFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';

/**
 * The passphrase of the encrypted file: `LMCP_PASSPHRASE`, else the file that `LMCP_PASSPHRASE_FILE` names (one line
 * ending is dropped), else undefined.
 * @throws AppError `secret_store_locked` when the file is empty or cannot be read.
 */
export async function readPassphrase(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (env.LMCP_PASSPHRASE) return env.LMCP_PASSPHRASE;
  const path = env.LMCP_PASSPHRASE_FILE;
  if (!path) return undefined;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('secret_store_locked', `LMCP_PASSPHRASE_FILE cannot be read: ${path}`, {
      cause,
    });
  });
  const passphrase = text.replace(/\r?\n$/, '');
  if (passphrase) return passphrase;
  throw new AppError('secret_store_locked', `LMCP_PASSPHRASE_FILE is empty: ${path}`);
}
