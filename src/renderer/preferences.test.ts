import { expect, it } from 'vitest';
import { PreferenceStore } from './preferences.ts';

function createStorage(text: string | null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
  };
}

it.each([null, 'no json', '7', 'null', '{"theme":"neon","singleKeys":"yes"}'])(
  'reads %s as the defaults',
  (text) => {
    expect(new PreferenceStore(createStorage(text)).get()).toEqual({
      theme: 'system',
      singleKeys: true,
    });
  },
);

it('keeps a change for the next window and tells who follows', () => {
  const storage = createStorage(null);
  const store = new PreferenceStore(storage);
  let told = 0;
  const off = store.subscribe(() => {
    told += 1;
  });
  store.set({ theme: 'dark' });
  off();
  store.set({ singleKeys: false });
  expect(told).toBe(1);
  expect(new PreferenceStore(storage).get()).toEqual({ theme: 'dark', singleKeys: false });
});
