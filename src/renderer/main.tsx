import './zod-jitless.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { navigate } from 'wouter/use-browser-location';
import { App } from './app.tsx';
import { ConsentDesk } from './consent/consent-desk.ts';
import { followOpenedViews } from './desktop.ts';
import { OwnEdits } from './editing/own-edits.ts';
import { createBridgeTransport } from './engine/bridge-transport.ts';
import { EngineConnection } from './engine/engine-connection.ts';
import { followEvents } from './engine/follow-events.ts';
import { createHttpTransport } from './engine/http-transport.ts';
import { hasLoginCode, LoginSession, takeLoginCode } from './engine/login-session.ts';
import { browserClock } from './engine/page-clock.ts';
import { createPageVisibility } from './engine/page-visibility.ts';
import { createQueryClient } from './engine/query-client.ts';
import { guardUnload, StagedAccess } from './features/access/staged-access.ts';
import { LimitDrafts } from './features/clients/limit-drafts.ts';
import { SetupDrafts } from './features/servers/setup-drafts.ts';
import { ShortcutRegistry } from './keyboard/shortcut-registry.ts';
import { pageBase } from './page-base.ts';
import { PaletteSources } from './palette/palette-entries.ts';
import { applyTheme, PreferenceStore } from './preferences.ts';
import { createSecondClock } from './ui/second-clock.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const preferences = new PreferenceStore(localStorage);
const followTheme = () => applyTheme(document.documentElement, preferences.get().theme);
followTheme();
preferences.subscribe(followTheme);

const { origin } = location;
const { lmcp: bridge } = window;
const fetchHere = window.fetch.bind(window);
const session = new LoginSession({ fetch: fetchHere, origin, storage: sessionStorage });
const consents = new ConsentDesk();
const connection = new EngineConnection({
  transport: bridge
    ? createBridgeTransport(bridge)
    : createHttpTransport({
        fetch: fetchHere,
        origin,
        token: session.token,
        consent: consents.ask,
      }),
  clock: browserClock,
  visibility: createPageVisibility(document),
});
const queries = createQueryClient();
followEvents(connection, queries, browserClock);

const staged = new StagedAccess();
guardUnload(staged, window);

if (bridge) followOpenedViews(bridge.host, pageBase(location), navigate);

// A second link in the same tab changes the fragment alone.
window.addEventListener('hashchange', () => {
  if (hasLoginCode(location)) location.reload();
});
const code = bridge ? null : takeLoginCode(location, history);
const refusal = code === null ? null : await session.exchange(code);
connection.reconnect();

createRoot(root).render(
  <StrictMode>
    <App
      engine={{
        connection,
        queries,
        edits: new OwnEdits(),
        desktop: bridge?.host ?? null,
      }}
      window={{
        preferences,
        shortcuts: new ShortcutRegistry(),
        palette: new PaletteSources(),
        seconds: createSecondClock({
          now: () => Date.now(),
          document,
          setInterval: window.setInterval.bind(window),
          clearInterval: window.clearInterval.bind(window),
        }),
      }}
      pending={{ consents, staged, setups: new SetupDrafts(), limits: new LimitDrafts() }}
      session={session}
      loginRefusal={refusal}
    />
  </StrictMode>,
);
