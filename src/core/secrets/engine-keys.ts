import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { SecretStore } from './secret-store.ts';

/**
 * A random key of the engine, kept as `engine/<name>` and made on first use.
 * @throws AppError of the store, or `secret_store_unavailable` when what is stored is not such a key: a new one would
 * make everything under the old one uncheckable.
 */
export async function loadEngineKey(
  secrets: SecretStore,
  name: string,
  bytes: number,
): Promise<Uint8Array> {
  const path = `engine/${name}`;
  const stored = await secrets.get(path);
  if (stored === undefined) {
    const key = randomBytes(bytes);
    await secrets.set(path, key.toString('base64'));
    return key;
  }
  const key = Buffer.from(stored, 'base64');
  if (key.length === bytes) return key;
  throw new AppError(
    'secret_store_unavailable',
    `The secret ${path} is not a key of ${bytes} bytes`,
  );
}
