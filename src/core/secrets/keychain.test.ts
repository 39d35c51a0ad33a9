import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { filesHolding } from '../../../test/helpers/file-search.ts';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import { type KeychainBinding, openKeychain } from './keychain.ts';
import { describeSecretStore } from './secret-store.behaviour.ts';

/** Behaves as keytar was measured to behave: a locked keyring answers null and false, and throws on set only. */
class FakeKeychain implements KeychainBinding {
  readonly entries = new Map<string, string>();
  state: 'open' | 'locked' | 'absent' | 'asking' = 'open';
  calls = 0;

  getPassword(service: string, account: string): Promise<string | null> {
    return this.#answer(null, () => this.entries.get(`${service} ${account}`) ?? null);
  }

  setPassword(service: string, account: string, password: string): Promise<void> {
    if (this.state === 'locked') return Promise.reject(new Error('locked collection'));
    return this.#answer(undefined, () => {
      this.entries.set(`${service} ${account}`, password);
    });
  }

  deletePassword(service: string, account: string): Promise<boolean> {
    return this.#answer(false, () => this.entries.delete(`${service} ${account}`));
  }

  #answer<T>(whenLocked: T, whenOpen: () => T): Promise<T> {
    this.calls += 1;
    if (this.state === 'absent') return Promise.reject(new Error('no such service'));
    if (this.state === 'asking') return new Promise(() => undefined);
    return Promise.resolve(this.state === 'locked' ? whenLocked : whenOpen());
  }
}

class KeychainBench {
  readonly dir = temporaryDirectory();
  readonly indexPath = join(this.dir, 'keychain-index.json');
  readonly clock = new FakeClock();
  readonly binding = new FakeKeychain();

  open(create = true) {
    const { indexPath, clock, binding } = this;
    return openKeychain({ indexPath, create, clock, load: async () => binding });
  }
}

describeSecretStore('keychain (fake)', async () => {
  const bench = new KeychainBench();
  return () => bench.open();
});

describe('the keychain', () => {
  it('SE-2: locked is a typed error for every call, never an empty store', async () => {
    const bench = new KeychainBench();
    const store = await bench.open();
    await store.set('client/a', 'CANARY-value');
    bench.binding.state = 'locked';
    const locked = { code: 'secret_store_locked' };
    await expect(store.get('client/a')).rejects.toMatchObject(locked);
    await expect(store.set('client/a', 'CANARY-next')).rejects.toMatchObject(locked);
    await expect(store.set('client/b', 'CANARY-next')).rejects.toMatchObject(locked);
    await expect(store.delete('client/a')).rejects.toMatchObject(locked);
    expect(await store.names()).toEqual(['client/a']);
    expect(filesHolding(bench.dir, 'CANARY')).toEqual([]);
    bench.binding.state = 'open';
    expect(await store.get('client/a')).toBe('CANARY-value');
  });

  it('SE-2: an engine that starts while the keychain is locked reads it once it is open', async () => {
    const bench = new KeychainBench();
    await (await bench.open()).set('client/a', 'one');
    bench.binding.state = 'locked';
    const store = await bench.open(false);
    await expect(store.get('client/a')).rejects.toMatchObject({ code: 'secret_store_locked' });
    bench.binding.state = 'open';
    expect(await store.get('client/a')).toBe('one');
  });

  it('SE-2: at the first start a locked keychain is locked and an absent one unavailable; no index is left', async () => {
    const bench = new KeychainBench();
    bench.binding.state = 'locked';
    await expect(bench.open()).rejects.toMatchObject({ code: 'secret_store_locked' });
    bench.binding.state = 'absent';
    await expect(bench.open()).rejects.toMatchObject({ code: 'secret_store_unavailable' });
    await expect(bench.open(false)).rejects.toMatchObject({ code: 'secret_store_unavailable' });
    expect(filesHolding(bench.dir, '')).toEqual([]);
  });

  it('SE-2: a keychain that asks a person is given 5 s, and nothing more is asked until it answered', async () => {
    const bench = new KeychainBench();
    const store = await bench.open();
    await store.set('client/a', 'one');
    bench.binding.state = 'asking';
    const before = bench.binding.calls;
    const first = expect(store.get('client/a')).rejects.toMatchObject({
      code: 'secret_store_locked',
    });
    const second = expect(store.get('client/a')).rejects.toMatchObject({
      code: 'secret_store_locked',
    });
    await bench.clock.advanceAsync(4_999);
    expect(bench.clock.pendingCount).toBe(1);
    await bench.clock.advanceAsync(1);
    await first;
    await second;
    expect(bench.binding.calls).toBe(before + 1);
  });

  it('an entry that was removed outside is named, and can be set or deleted again', async () => {
    const bench = new KeychainBench();
    const store = await bench.open();
    await store.set('client/a', 'one');
    await store.set('client/b', 'two');
    for (const key of [...bench.binding.entries.keys()]) {
      if (key.includes('client/')) bench.binding.entries.delete(key);
    }
    await expect(store.get('client/a')).rejects.toMatchObject({
      code: 'secret_store_unavailable',
      message: expect.stringContaining('client/a'),
    });
    await store.set('client/a', 'again');
    expect(await store.get('client/a')).toBe('again');
    expect(await store.delete('client/b')).toBe(true);
    expect(await store.names()).toEqual(['client/a']);
  });

  it('SE-10: what is deleted is gone from the keychain itself', async () => {
    const bench = new KeychainBench();
    const store = await bench.open();
    await store.set('server/a/KEY', 'one');
    await store.delete('server/a/KEY');
    expect([...bench.binding.entries.values()]).not.toContain('one');
  });

  it('two data directories share nothing', async () => {
    const first = new KeychainBench();
    const second = new KeychainBench();
    const open = (indexPath: string) =>
      openKeychain({
        indexPath,
        create: true,
        clock: first.clock,
        load: async () => first.binding,
      });
    await (await open(first.indexPath)).set('client/a', 'one');
    expect(await (await open(second.indexPath)).get('client/a')).toBeUndefined();
  });

  it('a damaged or missing index is an error, not a new store', async () => {
    const bench = new KeychainBench();
    await bench.open();
    const index = JSON.parse(readFileSync(bench.indexPath, 'utf8'));
    for (const text of ['', '{}', JSON.stringify({ ...index, service: 'other' })]) {
      writeFileSync(bench.indexPath, text);
      await expect(bench.open()).rejects.toMatchObject({ code: 'secret_store_unavailable' });
    }
    rmSync(bench.indexPath);
    await expect(bench.open(false)).rejects.toMatchObject({ code: 'secret_store_unavailable' });
  });
});
