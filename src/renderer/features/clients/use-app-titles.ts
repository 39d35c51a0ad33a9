import { useMemo } from 'react';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { useMethod } from '../../api.ts';

/** The title of a client's application. */
export type TitleOf = (client: ClientSummary) => string;

/** What each application is called, as the engine knows it. */
export function useAppTitles(): TitleOf {
  const { data } = useMethod('clients.apps', {});
  const titles = useMemo(
    () => new Map((data?.apps ?? []).map(({ app, title }) => [app, title])),
    [data],
  );
  return ({ app }) => titles.get(app ?? '') ?? 'Any application';
}
