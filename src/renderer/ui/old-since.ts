import { createContext, useContext } from 'react';

/** Wall time (µs) since which what is shown no longer follows the engine; null while it does. */
export const OldSinceContext = createContext<number | null>(null);

/** Since when nothing below may claim to be so at this moment, or null. */
export function useOldSince(): number | null {
  return useContext(OldSinceContext);
}
