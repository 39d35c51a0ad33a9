import { createContext, useContext, useEffect, useId } from 'react';
import type { PaletteEntry } from './palette-entry.ts';

/** What views add to the palette while they are open. */
export class PaletteSources {
  readonly #sources = new Map<string, readonly PaletteEntry[]>();

  /** Returns the function that takes them away. */
  add(source: string, entries: readonly PaletteEntry[]): () => void {
    this.#sources.set(source, entries);
    return () => this.#sources.delete(source);
  }

  all(): PaletteEntry[] {
    return [...this.#sources.values()].flat();
  }
}

export const PaletteContext = createContext<PaletteSources | null>(null);

/** Adds entries to the command palette for as long as the component is there. Keep the array with `useMemo`. */
export function usePaletteEntries(entries: readonly PaletteEntry[]): void {
  const sources = useContext(PaletteContext);
  const source = useId();
  useEffect(() => sources?.add(source, entries), [sources, source, entries]);
}

/** What the open views offer at this moment. */
export function useAddedEntries(): readonly PaletteEntry[] {
  return useContext(PaletteContext)?.all() ?? [];
}
