import { QueryClient } from '@tanstack/react-query';

/**
 * Answers are fresh until the engine announces a change, so nothing is asked again by itself; and nothing is repeated:
 * the connection knows when the engine is back.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10 * 60_000,
        retry: false,
        networkMode: 'always',
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
