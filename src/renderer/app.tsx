import { Activity, useEffect, useState } from 'react';
import { Router } from 'wouter';
import type { WireError } from '../shared/errors.ts';
import { useEngineState } from './api.ts';
import type { LoginSession } from './engine/login-session.ts';
import { ShortcutKeys } from './keyboard/shortcut-keys.tsx';
import { pageBase } from './page-base.ts';
import {
  type EngineParts,
  EngineProviders,
  type PendingParts,
  PendingProviders,
  type WindowParts,
  WindowProviders,
} from './providers.tsx';
import { LoginPage } from './shell/login-page.tsx';
import { ManagementOffPage } from './shell/management-off-page.tsx';
import { Shell } from './shell/shell.tsx';
import { useRenewed } from './shell/use-renewed.ts';
import { useClearToasts } from './ui/toasts.tsx';

export interface AppProps {
  engine: EngineParts;
  window: WindowParts;
  pending: PendingParts;
  session: LoginSession;
  /** Why the link that opened this page gave no session. */
  loginRefusal: WireError | null;
}

const base = pageBase(location);

/** The whole control center, with what every part of it may ask for. */
export function App({ engine, window, pending, session, loginRefusal }: AppProps) {
  return (
    <EngineProviders {...engine}>
      <WindowProviders {...window}>
        <PendingProviders {...pending}>
          <Router base={base}>
            <ShortcutKeys />
            <Page session={session} loginRefusal={loginRefusal} />
          </Router>
        </PendingProviders>
      </WindowProviders>
    </EngineProviders>
  );
}

function Page({ session, loginRefusal }: Pick<AppProps, 'session' | 'loginRefusal'>) {
  const state = useEngineState();
  const { status } = state;
  const renewed = useRenewed(state);
  const shut = status === 'locked' || status === 'closed';
  const [notice, setNotice] = useState<'locked' | 'closed' | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  if (status === 'online' && !wasOpen) setWasOpen(true);
  // After a login the notice stays until what it hides is of now.
  const kept = status === 'unreachable' || renewed ? null : notice;
  const next = shut ? status : kept;
  if (next !== notice) setNotice(next);
  const clearToasts = useClearToasts();
  useEffect(() => {
    // They tell of the views, and undo what was done there.
    if (shut) clearToasts();
  }, [shut, clearToasts]);
  return (
    <>
      {next === 'locked' && (
        <LoginPage session={session} refusal={loginRefusal} keepsView={wasOpen} />
      )}
      {next === 'closed' && <ManagementOffPage />}
      {/* Hidden, not left: what a person has typed is there again after a new login. */}
      {(wasOpen || !shut) && (
        <Activity mode={next === null ? 'visible' : 'hidden'}>
          <Shell renewed={renewed} />
        </Activity>
      )}
    </>
  );
}
