import { useState } from 'react';
import { useCall } from '../../api.ts';
import { browserClock } from '../../engine/page-clock.ts';
import { AbandonedTasks } from './abandoned-tasks.ts';

/** Takes back questions of this component that take long and that nobody waits for any more. */
export function useAbandonedTasks(): AbandonedTasks {
  const call = useCall();
  const [tasks] = useState(
    () =>
      new AbandonedTasks(browserClock, (task) => {
        void call('engine.cancel', { task }).catch(() => undefined);
      }),
  );
  return tasks;
}
