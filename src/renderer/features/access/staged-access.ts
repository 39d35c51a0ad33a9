import { createContext, useContext, useSyncExternalStore } from 'react';
import { nothingStaged, type StagedEdits } from './staged-edits.ts';

/** What a person staged in the matrix: kept while other views are open, gone with the window. */
export class StagedAccess {
  readonly #listeners = new Set<() => void>();
  #present: StagedEdits = nothingStaged;

  readonly get = (): StagedEdits => this.#present;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(next: (present: StagedEdits) => StagedEdits): void {
    const changed = next(this.#present);
    if (changed === this.#present) return;
    this.#present = changed;
    for (const listener of this.#listeners) listener();
  }
}

export const StagedAccessContext = createContext<StagedAccess | null>(null);

/** The staged edits, and how to change them. */
export function useStagedAccess(): [StagedEdits, StagedAccess['change']] {
  const store = useContext(StagedAccessContext);
  if (store === null) throw new Error('no staged access above this component');
  return [useSyncExternalStore(store.subscribe, store.get), (next) => store.change(next)];
}

/** Asks before the window closes over edits that were not applied. */
export function guardUnload(store: StagedAccess, page: Pick<Window, 'addEventListener'>): void {
  page.addEventListener('beforeunload', (event) => {
    if (store.get().cells.size > 0) event.preventDefault();
  });
}
