import { useEffect, useState, useSyncExternalStore } from 'react';
import { useCall, useEngineEvents } from '../../api.ts';
import { LogFeed, type LogFeedState } from './log-feed.ts';
import { type LogSearch, toRowFilter } from './log-search.ts';
import { useAbandonedTasks } from './use-abandoned-tasks.ts';

/** The rows of these filters, followed live. */
export function useLogFeed(search: LogSearch): readonly [LogFeed, LogFeedState] {
  const call = useCall();
  const tasks = useAbandonedTasks();
  const [feed] = useState(
    () =>
      new LogFeed({
        query: (input) => tasks.run(input.task ?? '', call('audit.query', input)),
        cancel: tasks.abandon,
        newTask: () => crypto.randomUUID(),
      }),
  );
  const asked = JSON.stringify(search);
  useEffect(() => {
    void feed.open(toRowFilter(JSON.parse(asked), Date.now()));
  }, [feed, asked]);
  useEngineEvents((batch) => feed.hear(batch));
  return [feed, useSyncExternalStore(feed.subscribe, feed.state)];
}
