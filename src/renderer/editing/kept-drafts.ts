import { useSyncExternalStore } from 'react';
import type { Answer, KeptBase } from './form-base.ts';

/** What somebody typed into a form and did not save. */
export interface KeptDraft<T, A extends Answer> {
  readonly typed: T;
  /** What it was typed over, for `useEdit`. */
  readonly base: KeptBase<A>;
}

/** Drafts of one form, by what they are about: kept while other rows and views are open, gone with the window. */
export class KeptDrafts<T, A extends Answer> {
  readonly #listeners = new Set<() => void>();
  readonly #drafts = new Map<string, KeptDraft<T, A>>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(id: string): KeptDraft<T, A> | null {
    return this.#drafts.get(id) ?? null;
  }

  /** Null gives it up. */
  type(id: string, typed: T | null): void {
    if (typed === null) this.#drafts.delete(id);
    else this.#drafts.set(id, { typed, base: this.get(id)?.base ?? { current: null } });
    for (const listener of this.#listeners) listener();
  }
}

/** The draft about this one, if there is any, as it is now. */
export function useKeptDraft<T, A extends Answer>(
  drafts: KeptDrafts<T, A>,
  id: string,
): KeptDraft<T, A> | null {
  return useSyncExternalStore(drafts.subscribe, () => drafts.get(id));
}
