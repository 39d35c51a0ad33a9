import { describe, expect, it } from 'vitest';
import type { SecretStore } from './secret-store.ts';

/** Opens the store at one place: empty at first, later with what was put there. */
export type StoreOpener = () => Promise<SecretStore>;

/** What every backend must do (SE-5). `place` makes a fresh place; `lasting` is false for a store that dies with its process. */
export function describeSecretStore(
  title: string,
  place: () => Promise<StoreOpener>,
  lasting = true,
): void {
  describe(`SE-5 behaviour of a secret store: ${title}`, () => {
    const openFresh = async () => (await place())();

    it('is empty at first', async () => {
      const store = await openFresh();
      expect(await store.get('client/a')).toBeUndefined();
      expect(await store.delete('client/a')).toBe(false);
      expect(await store.names()).toEqual([]);
    });

    it('gives back what was set last, and sorted names', async () => {
      const store = await openFresh();
      await store.set('server/b/TOKEN', 'one');
      await store.set('client/a', 'two');
      await store.set('server/b/TOKEN', 'three');
      expect(await store.get('server/b/TOKEN')).toBe('three');
      expect(await store.get('client/a')).toBe('two');
      expect(await store.names()).toEqual(['client/a', 'server/b/TOKEN']);
    });

    it('keeps every character', async () => {
      const store = await openFresh();
      const value = ` \t${'é"\\\n😀'.repeat(2_000)}\r\n`;
      await store.set('server/ünï code/KEY', value);
      expect(await store.get('server/ünï code/KEY')).toBe(value);
    });

    it('has no special names', async () => {
      const store = await openFresh();
      expect(await store.get('__proto__')).toBeUndefined();
      expect(await store.get('constructor')).toBeUndefined();
      await store.set('__proto__', 'value');
      expect(await store.get('__proto__')).toBe('value');
      expect(await store.names()).toEqual(['__proto__']);
    });

    it('forgets what was deleted, once', async () => {
      const store = await openFresh();
      await store.set('client/a', 'one');
      expect(await store.delete('client/a')).toBe(true);
      expect(await store.delete('client/a')).toBe(false);
      expect(await store.get('client/a')).toBeUndefined();
      await store.set('client/a', 'two');
      expect(await store.get('client/a')).toBe('two');
    });

    it('loses nothing when many write at once', async () => {
      const store = await openFresh();
      const names = Array.from({ length: 20 }, (_, index) => `client/${index}`);
      await Promise.all(names.map((name) => store.set(name, `value of ${name}`)));
      expect(await store.names()).toEqual([...names].sort());
      expect(await Promise.all(names.map((name) => store.get(name)))).toEqual(
        names.map((name) => `value of ${name}`),
      );
    });

    it('refuses names and values that some backend would lose, without repeating the value', async () => {
      const store = await openFresh();
      for (const name of ['', 'a\nb', 'x'.repeat(513)]) {
        await expect(store.set(name, 'value')).rejects.toMatchObject({ code: 'invalid_input' });
      }
      for (const value of ['', 'canary\0tail', 'canary\ud800', 'canary'.repeat(20_000)]) {
        const refused = store.set('client/a', value);
        await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
        await expect(refused).rejects.not.toThrow(/canary/);
      }
      expect(await store.names()).toEqual([]);
    });

    if (!lasting) return;

    it('holds the same when it is opened again', async () => {
      const open = await place();
      const first = await open();
      await first.set('client/a', 'one');
      await first.set('client/b', 'two');
      await first.delete('client/b');
      const second = await open();
      expect(second.backend).toBe(first.backend);
      expect(await second.names()).toEqual(['client/a']);
      expect(await second.get('client/a')).toBe('one');
    });
  });
}
