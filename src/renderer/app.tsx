import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import { Router } from 'wouter';
import type { DesktopHost } from '../shared/desktop-contract.ts';
import type { WireError } from '../shared/errors.ts';
import { EngineContext, useEngineState } from './api.ts';
import { ConsentContext, type ConsentDesk } from './consent/consent-desk.ts';
import { ConsentDialog } from './consent/consent-dialog.tsx';
import { DesktopContext } from './desktop.ts';
import type { EngineConnection } from './engine/engine-connection.ts';
import type { LoginSession } from './engine/login-session.ts';
import { type StagedAccess, StagedAccessContext } from './features/access/staged-access.ts';
import { ShortcutKeys } from './keyboard/shortcut-keys.tsx';
import type { ShortcutRegistry } from './keyboard/shortcut-registry.ts';
import { ShortcutContext } from './keyboard/use-shortcut.ts';
import { PaletteContext, type PaletteSources } from './palette/palette-entries.ts';
import { type PreferenceStore, PreferencesContext } from './preferences.ts';
import { LoginPage } from './shell/login-page.tsx';
import { Shell } from './shell/shell.tsx';
import type { SecondClock } from './ui/second-clock.ts';
import { Toasts } from './ui/toasts.tsx';
import { SecondClockContext } from './ui/use-now.ts';

export interface AppProps {
  connection: EngineConnection;
  queries: QueryClient;
  preferences: PreferenceStore;
  shortcuts: ShortcutRegistry;
  palette: PaletteSources;
  seconds: SecondClock;
  consents: ConsentDesk;
  staged: StagedAccess;
  /** Null in a browser. */
  desktop: DesktopHost | null;
  session: LoginSession;
  /** Why the link that opened this page gave no session. */
  loginRefusal: WireError | null;
}

/** The part of the address before the view: `/ui` over HTTP, nothing in the desktop window. */
const base = location.pathname.replace(/\/[^/]*$/, '');

/** The whole control center, with what every part of it may ask for. */
export function App(props: AppProps) {
  return (
    <EngineContext value={props.connection}>
      <QueryClientProvider client={props.queries}>
        <DesktopContext value={props.desktop}>
          <PreferencesContext value={props.preferences}>
            <ShortcutContext value={props.shortcuts}>
              <PaletteContext value={props.palette}>
                <SecondClockContext value={props.seconds}>
                  <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
                    <Toasts>
                      <ConsentContext value={props.consents}>
                        <StagedAccessContext value={props.staged}>
                          <Router base={base}>
                            <ShortcutKeys />
                            <Page session={props.session} loginRefusal={props.loginRefusal} />
                          </Router>
                        </StagedAccessContext>
                        <ConsentDialog />
                      </ConsentContext>
                    </Toasts>
                  </Tooltip.Provider>
                </SecondClockContext>
              </PaletteContext>
            </ShortcutContext>
          </PreferencesContext>
        </DesktopContext>
      </QueryClientProvider>
    </EngineContext>
  );
}

function Page({ session, loginRefusal }: Pick<AppProps, 'session' | 'loginRefusal'>) {
  const state = useEngineState();
  if (state.status === 'locked') return <LoginPage session={session} refusal={loginRefusal} />;
  return <Shell />;
}
