import { Turns } from '../turns.ts';
import { checkSecretName, checkSecretValue } from './secret-limits.ts';
import type { SecretBackend, SecretStore } from './secret-store.ts';

export interface MapSecretStoreOptions {
  backend: SecretBackend;
  initial: ReadonlyMap<string, string>;
  /** Makes the whole content durable; a rejection leaves the store as it was. */
  persist: (next: ReadonlyMap<string, string>) => Promise<void>;
}

/** A store whose content fits in memory and is persisted as a whole, one change after the other. */
export function createMapSecretStore(options: MapSecretStoreOptions): SecretStore {
  let current = options.initial;
  const turns = new Turns();

  /** `edit` says whether it changed anything. */
  function change(edit: (next: Map<string, string>) => boolean): Promise<boolean> {
    return turns.take(async () => {
      const next = new Map(current);
      if (!edit(next)) return false;
      await options.persist(next);
      current = next;
      return true;
    });
  }

  return {
    backend: options.backend,
    get: async (name) => {
      await turns.settled();
      return current.get(name);
    },
    set: async (name, value) => {
      checkSecretName(name);
      checkSecretValue(name, value);
      await change((next) => {
        if (next.get(name) === value) return false;
        next.set(name, value);
        return true;
      });
    },
    delete: async (name) => change((next) => next.delete(name)),
    names: async () => {
      await turns.settled();
      return [...current.keys()].sort();
    },
  };
}
