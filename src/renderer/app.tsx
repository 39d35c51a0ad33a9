import { Suspense } from 'react';
import { Route, Router, Switch } from 'wouter';
import { Sidebar } from './shell/sidebar.tsx';
import { views } from './views.ts';

/** The part of the address before the view: `/ui` over HTTP, nothing in the desktop window. */
const base = location.pathname.replace(/\/[^/]*$/, '');

/** The whole control center. */
export function App() {
  return (
    <Router base={base}>
      <div className="grid h-full grid-cols-[3.75rem_minmax(0,1fr)] wide:grid-cols-[13rem_minmax(0,1fr)]">
        <Sidebar />
        <main className="relative flex min-h-0 min-w-0 flex-col bg-bg">
          <Suspense fallback={null}>
            <Switch>
              {views.map(({ id, path, component }) => (
                <Route key={id} path={path} component={component} />
              ))}
            </Switch>
          </Suspense>
        </main>
      </div>
    </Router>
  );
}
