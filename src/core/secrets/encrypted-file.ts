import { randomBytes, scrypt } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { createMapSecretStore } from './map-secret-store.ts';
import { type KeySource, readSealedFile, unseal, writeSealedFile } from './sealed-file.ts';
import type { SecretStore } from './secret-store.ts';

type PassphraseSource = Extract<KeySource, { from: 'passphrase' }>;

export interface EncryptedFileOptions {
  path: string;
  passphrase: string;
  /** True at the first start only: later a missing file is an error, not an empty store. */
  create: boolean;
}

/**
 * Secrets in a file under scrypt and AES-256-GCM (SE-4).
 * @throws AppError `secret_store_locked` for a wrong passphrase, `secret_store_unavailable` without the file.
 */
export async function openEncryptedFile(options: EncryptedFileOptions): Promise<SecretStore> {
  const { path, passphrase, create } = options;
  const sealed = await readSealedFile(path);
  if (!sealed && !create) {
    throw new AppError('secret_store_unavailable', `${path} is gone`, {
      hint: 'Restore it from a backup: without it the secrets are lost.',
    });
  }
  const source = sealed ? requirePassphraseSource(path, sealed.key) : newSource();
  const key = await deriveKey(passphrase, source);
  const initial = sealed ? unseal(sealed, key) : new Map<string, string>();
  const persist = (next: ReadonlyMap<string, string>) => writeSealedFile(path, source, key, next);
  if (!sealed) await persist(initial);
  return createMapSecretStore({ backend: 'encrypted_file', initial, persist });
}

function requirePassphraseSource(path: string, source: KeySource): PassphraseSource {
  if (source.from === 'passphrase') return source;
  throw new AppError('secret_store_unavailable', `${path} was written with a key file`);
}

/** 32 MiB and about 150 ms: OWASP's scrypt parameters for little memory. */
function newSource(): PassphraseSource {
  const salt = randomBytes(16).toString('base64');
  return { from: 'passphrase', cost: 32_768, block: 8, parallel: 3, salt };
}

function deriveKey(passphrase: string, source: PassphraseSource): Promise<Buffer> {
  const salt = Buffer.from(source.salt, 'base64');
  const { cost, block, parallel } = source;
  const options = { N: cost, r: block, p: parallel, maxmem: 256 * cost * block };
  return new Promise((resolve, reject) => {
    // One composed form, so that the same keys open the file on every keyboard.
    scrypt(passphrase.normalize('NFC'), salt, 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
