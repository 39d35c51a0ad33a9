import { createContext, useContext, useSyncExternalStore } from 'react';
import type { SecondClock } from './second-clock.ts';

export const SecondClockContext = createContext<SecondClock | null>(null);

/** Wall time in milliseconds, renewed each second while the page is seen. Use it low in the tree. */
export function useNow(): number {
  const clock = useContext(SecondClockContext);
  if (clock === null) throw new Error('no clock above this component');
  return useSyncExternalStore(clock.subscribe, clock.now);
}
