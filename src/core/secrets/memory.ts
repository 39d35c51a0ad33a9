import { createMapSecretStore } from './map-secret-store.ts';
import type { SecretStore } from './secret-store.ts';

/** Forgets everything with the process: for tests and for commands that must leave no trace. */
export function createMemorySecretStore(): SecretStore {
  return createMapSecretStore({
    backend: 'memory',
    initial: new Map(),
    persist: async () => undefined,
  });
}
