import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { openEncryptedFile } from './encrypted-file.ts';
import { openKeyFile } from './key-file.ts';
import { type KeychainBinding, openKeychain } from './keychain.ts';
import type { SecretBackend, SecretStore } from './secret-store.ts';

export interface OpenSecretStoreOptions {
  /** `lmcp.secrets` of the registry. */
  choice: 'auto' | 'keychain' | 'encrypted_file' | 'key_file';
  /** What an earlier start chose, or null at the first. */
  recorded: SecretBackend | null;
  record: (backend: SecretBackend) => void;
  dataDir: string;
  passphrase?: string | undefined;
  /** `--allow-key-file`: lets `auto` fall back to a key beside the secrets. */
  allowKeyFile: boolean;
  clock: Clock;
  log: Logger;
  /** Only tests give another binding. */
  loadKeychain?: () => Promise<KeychainBinding>;
}

/**
 * Opens the secret store of a data directory. It is chosen once and recorded; later starts open that one or fail
 * (SE-4), because a store that cannot be opened today must not become an empty one.
 * @throws AppError `secret_store_unavailable` or `secret_store_locked`.
 */
export async function openSecretStore(options: OpenSecretStoreOptions): Promise<SecretStore> {
  const { recorded, choice, log } = options;
  if (recorded !== null) {
    if (choice !== 'auto' && choice !== recorded) refuseSwitch(recorded, choice);
    return open(recorded, false, options);
  }
  const store = choice === 'auto' ? await choose(options) : await open(choice, true, options);
  options.record(store.backend);
  log.info('secrets.backend_chosen', { backend: store.backend });
  return store;
}

async function choose(options: OpenSecretStoreOptions): Promise<SecretStore> {
  if (options.passphrase !== undefined) return open('encrypted_file', true, options);
  try {
    return await open('keychain', true, options);
  } catch (error) {
    // A locked keychain is there: whoever wants the key file all the same says `secrets: key_file`.
    const absent = error instanceof AppError && error.code === 'secret_store_unavailable';
    if (!absent) throw error;
    if (options.allowKeyFile) return open('key_file', true, options);
    throw new AppError('secret_store_unavailable', 'This machine has no keychain', {
      hint: 'Give LMCP_PASSPHRASE or LMCP_PASSPHRASE_FILE, or allow a key file with --allow-key-file.',
      cause: error,
    });
  }
}

async function open(
  backend: SecretBackend,
  create: boolean,
  options: OpenSecretStoreOptions,
): Promise<SecretStore> {
  const { dataDir, passphrase, clock, log } = options;
  const path = join(dataDir, 'secrets.enc');
  switch (backend) {
    case 'keychain':
      return openKeychain({
        indexPath: join(dataDir, 'keychain-index.json'),
        create,
        clock,
        ...(options.loadKeychain === undefined ? {} : { load: options.loadKeychain }),
      });
    case 'encrypted_file':
      if (passphrase === undefined) refuseWithoutPassphrase();
      return openEncryptedFile({ path, passphrase, create });
    case 'key_file':
      log.warn('secrets.key_file', { path: join(dataDir, 'secrets.key') });
      return openKeyFile({ path, keyPath: join(dataDir, 'secrets.key'), create });
    case 'memory':
      throw new AppError('secret_store_unavailable', 'Secrets in memory end with their process');
  }
}

function refuseWithoutPassphrase(): never {
  throw new AppError('secret_store_locked', 'The file of secrets needs its passphrase', {
    hint: 'Give it in LMCP_PASSPHRASE, or name a file with it in LMCP_PASSPHRASE_FILE.',
    data: { needs: 'passphrase' },
  });
}

function refuseSwitch(recorded: SecretBackend, choice: SecretBackend): never {
  throw new AppError(
    'secret_store_unavailable',
    `The registry says secrets: ${choice}, but this data directory uses ${recorded}`,
    { hint: `Set secrets: ${recorded} or auto, or start with another --data directory.` },
  );
}
