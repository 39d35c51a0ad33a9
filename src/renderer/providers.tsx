import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import type { DesktopHost } from '../shared/desktop-contract.ts';
import { EngineContext, OwnEditsContext } from './api.ts';
import { ConsentContext, type ConsentDesk } from './consent/consent-desk.ts';
import { ConsentDialog } from './consent/consent-dialog.tsx';
import { DesktopContext } from './desktop.ts';
import type { OwnEdits } from './editing/own-edits.ts';
import type { EngineConnection } from './engine/engine-connection.ts';
import { type StagedAccess, StagedAccessContext } from './features/access/staged-access.ts';
import { type LimitDrafts, LimitDraftsContext } from './features/clients/limit-drafts.ts';
import { type SetupDrafts, SetupDraftsContext } from './features/servers/setup-drafts.ts';
import type { ShortcutRegistry } from './keyboard/shortcut-registry.ts';
import { ShortcutContext } from './keyboard/use-shortcut.ts';
import { PaletteContext, type PaletteSources } from './palette/palette-entries.ts';
import { type PreferenceStore, PreferencesContext } from './preferences.ts';
import type { SecondClock } from './ui/second-clock.ts';
import { Toasts } from './ui/toasts.tsx';
import { SecondClockContext } from './ui/use-now.ts';

interface Around {
  children: ReactNode;
}

/** The engine and the host that the page speaks to. */
export interface EngineParts {
  connection: EngineConnection;
  queries: QueryClient;
  /** What this page made of the registry. */
  edits: OwnEdits;
  /** Null in a browser. */
  desktop: DesktopHost | null;
}

/** Whom a view asks, and what was answered. */
export function EngineProviders(props: EngineParts & Around) {
  const { connection, queries, edits, desktop, children } = props;
  return (
    <EngineContext value={connection}>
      <QueryClientProvider client={queries}>
        <OwnEditsContext value={edits}>
          <DesktopContext value={desktop}>{children}</DesktopContext>
        </OwnEditsContext>
      </QueryClientProvider>
    </EngineContext>
  );
}

/** How this window looks and is driven. */
export interface WindowParts {
  preferences: PreferenceStore;
  shortcuts: ShortcutRegistry;
  palette: PaletteSources;
  seconds: SecondClock;
}

/** Preferences, keys, commands, the clock, and what appears over a view for a moment. */
export function WindowProviders(props: WindowParts & Around) {
  const { preferences, shortcuts, palette, seconds, children } = props;
  return (
    <PreferencesContext value={preferences}>
      <ShortcutContext value={shortcuts}>
        <PaletteContext value={palette}>
          <SecondClockContext value={seconds}>
            <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
              <Toasts>{children}</Toasts>
            </Tooltip.Provider>
          </SecondClockContext>
        </PaletteContext>
      </ShortcutContext>
    </PreferencesContext>
  );
}

/** What a person has begun and not finished. */
export interface PendingParts {
  consents: ConsentDesk;
  staged: StagedAccess;
  setups: SetupDrafts;
  limits: LimitDrafts;
}

/** Requests that wait for a second consent, changes that are staged, what is typed: all outlive the view that began them. */
export function PendingProviders(props: PendingParts & Around) {
  const { consents, staged, setups, limits, children } = props;
  return (
    <ConsentContext value={consents}>
      <StagedAccessContext value={staged}>
        <SetupDraftsContext value={setups}>
          <LimitDraftsContext value={limits}>{children}</LimitDraftsContext>
        </SetupDraftsContext>
      </StagedAccessContext>
      <ConsentDialog />
    </ConsentContext>
  );
}
