import { useEffect, useState } from 'react';
import { useCall, useEngineEvents } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { browserClock } from '../../engine/page-clock.ts';
import { useNow } from '../../ui/use-now.ts';
import { type LogSearch, toCountFilter } from './log-search.ts';
import { PacedQuestion } from './paced-question.ts';
import { useAbandonedTasks } from './use-abandoned-tasks.ts';

export type LogActivity = MethodOutput<'audit.histogram'>;

/** Calls over time and how long they took, for these filters; the answer before stays until the next is there. */
export function useLogActivity(search: LogSearch): LogActivity | null {
  const call = useCall();
  const [activity, setActivity] = useState<LogActivity | null>(null);
  const tasks = useAbandonedTasks();
  const [question] = useState(
    () =>
      new PacedQuestion<string, LogActivity>({
        ask: (filter, task) =>
          tasks.run(task, call('audit.histogram', { filter: JSON.parse(filter), task })),
        cancel: tasks.abandon,
        newTask: () => crypto.randomUUID(),
        clock: browserClock,
        onAnswer: setActivity,
        // The list below says why nothing can be read.
        onError: () => undefined,
      }),
  );
  const filter = JSON.stringify(toCountFilter(search, useNow()));
  useEffect(() => {
    question.ask(filter);
    return () => question.end();
  }, [question, filter]);
  useEngineEvents(({ events, missed }) => {
    if (missed || events.some(({ event }) => event === 'audit.appended')) question.touch();
  });
  return activity;
}
