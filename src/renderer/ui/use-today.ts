import { useContext, useSyncExternalStore } from 'react';
import { SecondClockContext } from './use-now.ts';

/** Wall time in milliseconds as of the last midnight, renewed at the next one: for lists, which need no seconds. */
export function useToday(): number {
  const clock = useContext(SecondClockContext);
  if (clock === null) throw new Error('no clock above this component');
  return useSyncExternalStore(clock.subscribe, () => new Date(clock.now()).setHours(0, 0, 0, 0));
}
