import type { QueryClient } from '@tanstack/react-query';
import type { EngineConnection } from './engine-connection.ts';
import type { EventBatch } from './event-batcher.ts';
import type { PageClock } from './page-clock.ts';
import { isTouched, type Touched, touchedBy } from './touched-methods.ts';

const slowEveryMs = 2_000;

/** Makes old what the engine announced as changed, so that whoever is shown reads it again. Returns the function that ends it. */
export function followEvents(
  connection: Pick<EngineConnection, 'onEvents'>,
  queries: Pick<QueryClient, 'invalidateQueries'>,
  clock: PageClock,
): () => void {
  let slow: readonly Touched[] = [];
  let waiting: { cancel(): void } | null = null;

  const invalidate = (all: readonly Touched[], refetchType: 'active' | 'none' = 'active') => {
    if (all.length === 0) return;
    void queries.invalidateQueries({
      refetchType,
      predicate: ({ queryKey: [method, input] }) =>
        all.some((touched) => isTouched(touched, String(method), input)),
    });
  };

  const end = connection.onEvents((batch: EventBatch) => {
    if (batch.missed) {
      void queries.invalidateQueries();
      return;
    }
    const touched = [...new Set(batch.events.flatMap(touchedBy))];
    invalidate(touched.filter(({ slow, whenOpened }) => !slow && !whenOpened));
    invalidate(
      touched.filter(({ whenOpened }) => whenOpened),
      'none',
    );
    slow = [...new Set([...slow, ...touched.filter((one) => one.slow)])];
    if (slow.length === 0 || waiting !== null) return;
    waiting = clock.after(slowEveryMs, () => {
      waiting = null;
      invalidate(slow);
      slow = [];
    });
  });
  return () => {
    end();
    waiting?.cancel();
  };
}
