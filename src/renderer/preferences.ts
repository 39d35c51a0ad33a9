import { createContext, useContext, useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

/** What concerns this window alone; everything else is a setting of the engine. */
export interface Preferences {
  readonly theme: Theme;
  /** Shortcuts of one key without a modifier, such as N or G S (WCAG 2.1.4). */
  readonly singleKeys: boolean;
}

const defaults: Preferences = { theme: 'system', singleKeys: true };
const storageKey = 'lmcp.preferences';

/** Preferences in localStorage; what cannot be read there is the default. */
export class PreferenceStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #listeners = new Set<() => void>();
  #present: Preferences;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    this.#present = parsePreferences(storage.getItem(storageKey));
  }

  readonly get = (): Preferences => this.#present;

  set(change: Partial<Preferences>): void {
    this.#present = { ...this.#present, ...change };
    this.#storage.setItem(storageKey, JSON.stringify(this.#present));
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

function parsePreferences(text: string | null): Preferences {
  const { theme, singleKeys } = toRecord(text);
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : defaults.theme,
    singleKeys: typeof singleKeys === 'boolean' ? singleKeys : defaults.singleKeys,
  };
}

function toRecord(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Sets the theme of the page; `system` leaves it to the platform. */
export function applyTheme(page: HTMLElement, theme: Theme): void {
  if (theme === 'system') delete page.dataset.theme;
  else page.dataset.theme = theme;
}

export const PreferencesContext = createContext<PreferenceStore | null>(null);

/** The preferences of this window, and how to change them. */
export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const store = useContext(PreferencesContext);
  if (store === null) throw new Error('no preferences above this component');
  return [useSyncExternalStore(store.subscribe, store.get), (change) => store.set(change)];
}
