import { type QueryClient, QueryObserver } from '@tanstack/react-query';

/** The answers that were shown when the page was shut out or the engine went away. */
export interface HeldAnswers {
  /** Reads them again. Resolves when each was answered or refused. */
  renew(): Promise<void>;
  /** Leaves them to whoever shows them. */
  release(): void;
}

/**
 * Keeps what is shown now while its view is hidden: forms are drawn from it, and what a person typed into them would go with it.
 * A hidden view shows nothing, so that without this its answers are given up after a while.
 */
export function holdShown(queries: QueryClient): HeldAnswers {
  const shown = queries.getQueryCache().findAll({ type: 'active' });
  const ends = shown.map((query) =>
    new QueryObserver(queries, {
      ...query.options,
      queryKey: query.queryKey,
      enabled: false,
    }).subscribe(() => undefined),
  );
  return {
    renew: async () => {
      await Promise.allSettled(
        shown.map((query) => query.fetch(undefined, { cancelRefetch: true })),
      );
    },
    release: () => {
      for (const end of ends) end();
    },
  };
}

/** Gives up every answer that nobody shows or holds. */
export function dropUnshown(queries: QueryClient): void {
  queries.removeQueries({ predicate: (query) => query.getObserversCount() === 0 });
}
