import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { LogRecorder } from '../../../test/helpers/log-recorder.ts';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import { loadEngineKey } from './engine-keys.ts';
import type { KeychainBinding } from './keychain.ts';
import { createMemorySecretStore } from './memory.ts';
import { type OpenSecretStoreOptions, openSecretStore } from './open-secret-store.ts';
import { readPassphrase } from './passphrase.ts';
import type { SecretBackend } from './secret-store.ts';

type Terms = Partial<Pick<OpenSecretStoreOptions, 'choice' | 'passphrase' | 'allowKeyFile'>>;

const absent: KeychainBinding = {
  getPassword: () => Promise.reject(new Error('no service')),
  setPassword: () => Promise.reject(new Error('no service')),
  deletePassword: () => Promise.reject(new Error('no service')),
};
const locked: KeychainBinding = {
  getPassword: async () => null,
  setPassword: () => Promise.reject(new Error('locked')),
  deletePassword: async () => false,
};

/** A data directory that is started again and again, on a machine with the given keychain. */
class StoreBench {
  readonly dir = temporaryDirectory();
  readonly log = new LogRecorder();
  recorded: SecretBackend | null = null;
  keychain = absent;

  open(terms: Terms) {
    return openSecretStore({
      choice: 'auto',
      allowKeyFile: false,
      ...terms,
      recorded: this.recorded,
      record: (backend) => {
        this.recorded = backend;
      },
      dataDir: this.dir,
      loadKeychain: async () => this.keychain,
      clock: new FakeClock(),
      log: this.log,
    });
  }
}

function memoryKeychain(): KeychainBinding {
  const entries = new Map<string, string>();
  return {
    getPassword: async (service, account) => entries.get(`${service} ${account}`) ?? null,
    setPassword: async (service, account, password) => {
      entries.set(`${service} ${account}`, password);
    },
    deletePassword: async (service, account) => entries.delete(`${service} ${account}`),
  };
}

describe('the choice of a secret store', () => {
  it('SE-4: auto takes the encrypted file with a passphrase, else the keychain, else an allowed key file', async () => {
    const passphrase = 'correct horse';
    for (const [keychain, terms, expected] of [
      [memoryKeychain(), { passphrase, allowKeyFile: true }, 'encrypted_file'],
      [memoryKeychain(), { allowKeyFile: true }, 'keychain'],
      [absent, { allowKeyFile: true }, 'key_file'],
    ] as const) {
      const bench = new StoreBench();
      bench.keychain = keychain;
      expect((await bench.open(terms)).backend).toBe(expected);
      expect(bench.recorded).toBe(expected);
    }
  });

  it('SE-4: without keychain, passphrase and permission it refuses with a hint and leaves nothing', async () => {
    const bench = new StoreBench();
    await expect(bench.open({})).rejects.toMatchObject({
      code: 'secret_store_unavailable',
      hint: expect.stringContaining('LMCP_PASSPHRASE'),
    });
    expect(bench.recorded).toBeNull();
    expect(readdirSync(bench.dir)).toEqual([]);
  });

  it('SE-2: auto does not step from a locked keychain down to a key file', async () => {
    const bench = new StoreBench();
    bench.keychain = locked;
    await expect(bench.open({ allowKeyFile: true })).rejects.toMatchObject({
      code: 'secret_store_locked',
    });
    expect(bench.recorded).toBeNull();
    expect(readdirSync(bench.dir)).toEqual([]);
  });

  it('SE-4: what was recorded stays, whatever the machine has later', async () => {
    const bench = new StoreBench();
    await (await bench.open({ allowKeyFile: true })).set('client/a', 'one');
    bench.keychain = memoryKeychain();
    const again = await bench.open({ passphrase: 'now there is one' });
    expect(again.backend).toBe('key_file');
    expect(await again.get('client/a')).toBe('one');
    expect(bench.log.events('warn')).toEqual(['secrets.key_file', 'secrets.key_file']);
  });

  it('SE-4: a recorded encrypted file without its passphrase is locked, with one that is wrong too', async () => {
    const bench = new StoreBench();
    await bench.open({ passphrase: 'correct horse' });
    bench.keychain = memoryKeychain();
    for (const terms of [{}, { allowKeyFile: true }, { passphrase: 'wrong' }]) {
      await expect(bench.open(terms)).rejects.toMatchObject({ code: 'secret_store_locked' });
    }
    expect(bench.recorded).toBe('encrypted_file');
  });

  it('SE-4: another choice in the registry than the recorded one is refused, not followed', async () => {
    const bench = new StoreBench();
    await bench.open({ choice: 'key_file' });
    await expect(
      bench.open({ choice: 'encrypted_file', passphrase: 'correct horse' }),
    ).rejects.toMatchObject({
      code: 'secret_store_unavailable',
      hint: expect.stringContaining('key_file'),
    });
    expect(bench.recorded).toBe('key_file');
  });

  it('SE-4: an explicit choice that cannot be had fails, and is not recorded', async () => {
    const bench = new StoreBench();
    for (const [choice, code] of [
      ['keychain', 'secret_store_unavailable'],
      ['encrypted_file', 'secret_store_locked'],
    ] as const) {
      const opened = bench.open({ choice, allowKeyFile: true });
      await expect(opened).rejects.toMatchObject({ code });
    }
    expect(bench.recorded).toBeNull();
  });

  it('SE-4: a store in memory is never opened for a data directory', async () => {
    const bench = new StoreBench();
    bench.recorded = 'memory';
    await expect(bench.open({})).rejects.toMatchObject({ code: 'secret_store_unavailable' });
  });
});

describe('the passphrase', () => {
  it('comes from LMCP_PASSPHRASE, else from the file that LMCP_PASSPHRASE_FILE names', async () => {
    const path = join(temporaryDirectory(), 'passphrase');
    writeFileSync(path, ' from a file \r\n');
    expect(await readPassphrase({})).toBeUndefined();
    expect(await readPassphrase({ LMCP_PASSPHRASE: 'given', LMCP_PASSPHRASE_FILE: path })).toBe(
      'given',
    );
    expect(await readPassphrase({ LMCP_PASSPHRASE_FILE: path })).toBe(' from a file ');
  });

  it('SE-4: an empty or unreadable file is locked, not "no passphrase"', async () => {
    const path = join(temporaryDirectory(), 'passphrase');
    const read = () => readPassphrase({ LMCP_PASSPHRASE_FILE: path });
    await expect(read()).rejects.toMatchObject({ code: 'secret_store_locked' });
    writeFileSync(path, '\n');
    await expect(read()).rejects.toMatchObject({ code: 'secret_store_locked' });
  });
});

describe('engine keys', () => {
  it('are made once, and refused when damaged', async () => {
    const secrets = createMemorySecretStore();
    const key = await loadEngineKey(secrets, 'audit-hmac', 32);
    expect(key).toHaveLength(32);
    expect(await loadEngineKey(secrets, 'audit-hmac', 32)).toEqual(key);
    expect(await loadEngineKey(secrets, 'other', 32)).not.toEqual(key);
    await secrets.set('engine/audit-hmac', 'c2hvcnQ=');
    await expect(loadEngineKey(secrets, 'audit-hmac', 32)).rejects.toMatchObject({
      code: 'secret_store_unavailable',
    });
  });
});
