import { Activity, Suspense, useEffect, useState } from 'react';
import { Route, Switch, useLocation, useRoute } from 'wouter';
import { useEngineState } from '../api.ts';
import { createChunk } from '../chunk.tsx';
import { useDesktop } from '../desktop.ts';
import type { EngineState } from '../engine/engine-connection.ts';
import { useShortcut } from '../keyboard/use-shortcut.ts';
import { OldSinceContext } from '../ui/old-since.ts';
import { type View, views } from '../views.ts';
import { EngineOld } from './engine-old.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { NoSuchView } from './no-such-view.tsx';
import { Sidebar } from './sidebar.tsx';
import { UnreachablePage } from './unreachable-page.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

const palette = createChunk(async () => (await import('../palette/palette.tsx')).Palette);
const shortcutsDialog = createChunk(
  async () => (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
);

type Outage = Extract<EngineState, { status: 'unreachable' }>;
type Overlay = 'palette' | 'shortcuts' | null;

export interface ShellProps {
  /** What the views show was read since the engine was last away. */
  renewed: boolean;
}

/** Sidebar, the present view, and what lies over both. */
export function Shell({ renewed }: ShellProps) {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const main = useKeptFocus();
  const outage = useOutage(renewed);
  const down = outage !== null;
  const [showOld, setShowOld] = useState(false);
  useShortcut({ keys: 'mod+k', label: 'Search or run', group: 'Everywhere' }, () =>
    setOverlay('palette'),
  );
  useShortcut({ keys: '?', label: 'All shortcuts', group: 'Everywhere' }, () =>
    setOverlay('shortcuts'),
  );
  usePreloaded();

  useEffect(() => {
    if (!down) setShowOld(false);
  }, [down]);

  return (
    <div className="grid h-full grid-cols-[3.75rem_minmax(0,1fr)] wide:grid-cols-[13rem_minmax(0,1fr)]">
      {views.map((view, index) => (
        <ViewKey key={view.id} view={view} position={index + 1} />
      ))}
      <Sidebar onSearch={() => setOverlay('palette')} />
      <main
        ref={main}
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 flex-col bg-bg outline-none"
      >
        {outage && !showOld && (
          <UnreachablePage state={outage} onShowOld={() => setShowOld(true)} />
        )}
        {/* Hidden, not left: what a person has typed outlives the outage. */}
        <Activity mode={down && !showOld ? 'hidden' : 'visible'}>
          <OldSinceContext value={outage?.sinceUs ?? null}>
            {outage && <EngineOld state={outage} onHide={() => setShowOld(false)} />}
            <PresentView />
          </OldSinceContext>
        </Activity>
      </main>
      <Suspense fallback={null}>
        {overlay === 'palette' && (
          <palette.Component
            onClose={() => setOverlay(null)}
            onShortcuts={() => setOverlay('shortcuts')}
          />
        )}
        {overlay === 'shortcuts' && <shortcutsDialog.Component onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}

/** The outage for which the views show what is old; it lasts until they were read again. */
function useOutage(renewed: boolean): Outage | null {
  const state = useEngineState();
  const [last, setLast] = useState<Outage | null>(null);
  const ofLast = renewed ? null : last;
  const outage = state.status === 'unreachable' ? state : ofLast;
  if (outage !== last) setLast(outage);
  return outage;
}

function PresentView() {
  const [place] = useLocation();
  return (
    <ErrorBoundary key={place}>
      <Suspense fallback={null}>
        <Switch>
          {views.map(({ id, path, component }) => (
            <Route key={id} path={path} component={component} />
          ))}
          <Route component={NoSuchView} />
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}

/** G and the letter of a view, in the desktop window also its number with ⌘; the title of the window while it is there. */
function ViewKey({ view, position }: { view: View; position: number }) {
  const [, go] = useLocation();
  const [here] = useRoute(view.path);
  const inWindow = useDesktop() !== null;
  const group = 'Go to';
  useShortcut({ keys: `g ${view.key}`, label: view.title, group }, () => go(view.path));
  // A browser keeps these for its own tabs.
  const keys = `mod+${position}`;
  useShortcut({ keys, label: view.title, group, enabled: inWindow }, () => go(view.path));
  useEffect(() => {
    if (here) document.title = `${view.title} · LMCP`;
  }, [here, view.title]);
  return null;
}

/**
 * Fetches what may be opened once the first view stands, so that a switch waits for nothing, even while the engine is down, and
 * what is typed right behind the palette's key is not lost.
 */
function usePreloaded(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const { load } of [...views, palette, shortcutsDialog]) load().catch(() => undefined);
    }, 1_000);
    return () => clearTimeout(timer);
  }, []);
}
