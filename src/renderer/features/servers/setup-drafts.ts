import { createContext, useContext } from 'react';
import { KeptDrafts } from '../../editing/kept-drafts.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import type { ServerDraft } from './server-draft.ts';

export interface TypedSetup {
  readonly draft: ServerDraft;
  /** The entry that it was typed over, and the registry that this was read from. */
  readonly over: ServerDraft;
  readonly sha256: string;
}

/** Setups that were typed and not saved, by server. */
export class SetupDrafts extends KeptDrafts<TypedSetup, MethodOutput<'servers.get'>> {}

export const SetupDraftsContext = createContext<SetupDrafts | null>(null);

export function useSetupDrafts(): SetupDrafts {
  const drafts = useContext(SetupDraftsContext);
  if (drafts === null) throw new Error('no setup drafts above this component');
  return drafts;
}
