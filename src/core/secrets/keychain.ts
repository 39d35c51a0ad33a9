import { createRequire } from 'node:module';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import { Turns } from '../turns.ts';
import { type KeychainIndex, newKeychainIndex, readKeychainIndex } from './keychain-index.ts';
import { checkSecretName, checkSecretValue } from './secret-limits.ts';
import type { SecretStore } from './secret-store.ts';

/** What we use of keytar. Never `findCredentials`: with a locked keyring it ends the process. */
export interface KeychainBinding {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeychainOptions {
  indexPath: string;
  /** True at the first start only: later a missing index is an error, not an empty store. */
  create: boolean;
  clock: Clock;
  /** Only tests give another binding. */
  load?: () => Promise<KeychainBinding>;
}

/** Always there and worth nothing: that it can be read shows that the keychain is open. */
const probeName = 'engine/keychain-probe';
const deadlineMs = 5_000;

/**
 * Secrets in the keychain of the operating system (SE-1, SE-2): Keychain, Credential Manager or Secret Service.
 * @throws AppError `secret_store_unavailable` where there is none, `secret_store_locked` where it does not open.
 */
export async function openKeychain(options: KeychainOptions): Promise<SecretStore> {
  const { indexPath, create, clock, load = loadKeytar } = options;
  const found = await readKeychainIndex(indexPath);
  if (!found && !create) {
    throw new AppError('secret_store_unavailable', `${indexPath} is gone`, {
      hint: 'Restore it from a backup: it names what the keychain holds.',
    });
  }
  const index = found ?? newKeychainIndex(indexPath);
  const store = new Keychain(await load(), index, clock);
  await store.open();
  return store;
}

class Keychain implements SecretStore {
  readonly backend = 'keychain';
  readonly #binding: KeychainBinding;
  readonly #index: KeychainIndex;
  readonly #clock: Clock;
  readonly #turns = new Turns();
  #waiting = false;

  constructor(binding: KeychainBinding, index: KeychainIndex, clock: Clock) {
    this.#binding = binding;
    this.#index = index;
    this.#clock = clock;
  }

  /** Leaves the probe in a new keychain; an old one that does not open now may open later. */
  open(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#index.names.has(probeName)) return;
      // No Secret Service at all fails here; a locked one answers null, and refuses the set.
      await this.#read(probeName);
      await this.#write(probeName, 'open');
      await this.#index.write(new Set([probeName]));
    });
  }

  get(name: string): Promise<string | undefined> {
    return this.#turns.take(async () => {
      if (!this.#index.names.has(name)) return undefined;
      const value = await this.#read(name);
      if (value !== null) return value;
      await this.#assertOpen();
      throw new AppError('secret_store_unavailable', `The keychain no longer holds ${name}`, {
        hint: 'It was removed outside LMCP: set it again.',
      });
    });
  }

  set(name: string, value: string): Promise<void> {
    return this.#turns.take(async () => {
      checkSecretName(name);
      checkSecretValue(name, value);
      await this.#write(name, value);
      if (this.#index.names.has(name)) return;
      await this.#index.write(new Set([...this.#index.names, name]));
    });
  }

  delete(name: string): Promise<boolean> {
    return this.#turns.take(async () => {
      if (name === probeName || !this.#index.names.has(name)) return false;
      const deleted = await this.#ask(() => this.#binding.deletePassword(this.#service, name));
      if (!deleted) await this.#assertOpen();
      await this.#index.write(new Set([...this.#index.names].filter((other) => other !== name)));
      return true;
    });
  }

  names(): Promise<string[]> {
    return this.#turns.take(async () =>
      [...this.#index.names].filter((name) => name !== probeName).sort(),
    );
  }

  get #service(): string {
    return this.#index.service;
  }

  #read(name: string): Promise<string | null> {
    return this.#ask(() => this.#binding.getPassword(this.#service, name));
  }

  async #write(name: string, value: string): Promise<void> {
    try {
      await this.#ask(() => this.#binding.setPassword(this.#service, name, value));
    } catch (error) {
      if (error instanceof AppError && error.code === 'secret_store_locked') throw error;
      // Reading works and the probe is not there: the service runs, and its collection is locked.
      await this.#assertOpen();
      throw error;
    }
  }

  async #assertOpen(): Promise<void> {
    if ((await this.#read(probeName)) === null) throw new AppError('secret_store_locked');
  }

  /**
   * A keychain that asks a person blocks a thread of the pool: it gets a deadline, and nothing more is asked until it
   * has answered.
   */
  async #ask<T>(call: () => Promise<T>): Promise<T> {
    if (this.#waiting) throw new AppError('secret_store_locked', 'The keychain does not answer');
    this.#waiting = true;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(deadlineMs, () => {
        reject(
          new AppError('secret_store_locked', `The keychain did not answer in ${deadlineMs} ms`),
        );
      });
      call()
        .then(resolve, (cause: unknown) => {
          reject(new AppError('secret_store_unavailable', 'The keychain refused', { cause }));
        })
        .finally(() => {
          timer.cancel();
          this.#waiting = false;
        });
    });
  }
}

async function loadKeytar(): Promise<KeychainBinding> {
  try {
    // Not `import`: where the optional package is missing, its types are too.
    return createRequire(import.meta.url)('keytar');
  } catch (cause) {
    throw new AppError('secret_store_unavailable', 'The keychain binding (keytar) is missing', {
      cause,
    });
  }
}
