import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { writeFileAtomically } from '../registry/write-file.ts';
import { createMapSecretStore } from './map-secret-store.ts';
import { readSealedFile, unseal, writeSealedFile } from './sealed-file.ts';
import type { SecretStore } from './secret-store.ts';

const keyBytes = 32;
const source = { from: 'key_file' } as const;

export interface KeyFileOptions {
  /** The encrypted secrets. */
  path: string;
  /** The key beside them, 0600: whoever reads both reads everything. */
  keyPath: string;
  /** True at the first start only: later a missing file is an error, not an empty store. */
  create: boolean;
}

/**
 * Secrets in an encrypted file whose key lies beside it: for machines without a keychain, and only where a person said so.
 * @throws AppError `secret_store_unavailable` when a file is missing, unreadable, or open to other users.
 */
export async function openKeyFile(options: KeyFileOptions): Promise<SecretStore> {
  const { path, keyPath, create } = options;
  const sealed = await readSealedFile(path);
  if (sealed && sealed.key.from !== 'key_file') {
    throw new AppError('secret_store_unavailable', `${path} was written with a passphrase`);
  }
  if (!sealed && !create) {
    throw new AppError('secret_store_unavailable', `${path} is gone`, {
      hint: 'Restore it from a backup: without it the secrets are lost.',
    });
  }
  const found = await readKey(keyPath);
  if (!found && sealed) {
    throw new AppError('secret_store_unavailable', `${keyPath} is gone`, {
      hint: 'Restore it from a backup: without it the secrets cannot be read.',
    });
  }
  const key = found ?? (await createKey(keyPath));
  const initial = sealed ? unseal(sealed, key) : new Map<string, string>();
  const persist = (next: ReadonlyMap<string, string>) => writeSealedFile(path, source, key, next);
  if (!sealed) await persist(initial);
  return createMapSecretStore({ backend: 'key_file', initial, persist });
}

async function createKey(path: string): Promise<Buffer> {
  const key = randomBytes(keyBytes);
  try {
    await writeFileAtomically(path, `${key.toString('base64')}\n`);
  } catch (cause) {
    throw new AppError('secret_store_unavailable', `${path} cannot be written`, { cause });
  }
  return key;
}

async function readKey(path: string): Promise<Buffer | undefined> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new AppError('secret_store_unavailable', `${path} cannot be read`, { cause });
  });
  if (!file) return undefined;
  try {
    const { mode } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new AppError('secret_store_unavailable', `${path} is open to other users`, {
        hint: `chmod 600 ${path}, and replace the secrets that others may have read.`,
      });
    }
    const key = Buffer.from(await file.readFile('utf8'), 'base64');
    if (key.length === keyBytes) return key;
    throw new AppError('secret_store_unavailable', `${path} does not hold a key`);
  } finally {
    await file.close();
  }
}
