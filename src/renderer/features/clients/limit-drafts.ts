import { createContext, useContext } from 'react';
import { KeptDrafts } from '../../editing/kept-drafts.ts';
import type { MethodOutput } from '../../engine/method-types.ts';

/** Limits that were typed and not saved, by client. */
export class LimitDrafts extends KeptDrafts<string, MethodOutput<'clients.list'>> {}

export const LimitDraftsContext = createContext<LimitDrafts | null>(null);

export function useLimitDrafts(): LimitDrafts {
  const drafts = useContext(LimitDraftsContext);
  if (drafts === null) throw new Error('no limit drafts above this component');
  return drafts;
}
