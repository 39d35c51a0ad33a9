import clsx from 'clsx';
import { Link, useRoute } from 'wouter';
import { type View, views } from '../views.ts';
import { Mark } from './mark.tsx';

/** The views, 208 px wide, or 60 px of icons in a narrow window. */
export function Sidebar() {
  return (
    <aside className="flex min-w-0 flex-col border-line border-r bg-canvas px-10 pb-10">
      <div className="drag-window flex h-46 flex-none items-center justify-center gap-6 px-8 font-620 text-12 text-ink-2 wide:justify-start">
        <Mark /> <span className="hidden wide:inline">LMCP</span>
      </div>
      <nav aria-label="Views" className="flex flex-col gap-1">
        {views.map((view) => (
          <ViewLink key={view.id} view={view} />
        ))}
      </nav>
    </aside>
  );
}

function ViewLink({ view }: { view: View }) {
  const [active] = useRoute(view.path);
  const Icon = view.icon;
  return (
    <Link
      href={view.path}
      aria-current={active ? 'page' : undefined}
      className={clsx(
        'flex h-30 items-center justify-center gap-9 rounded-6 wide:justify-start wide:px-8',
        active ? 'bg-pressed font-550 text-ink' : 'font-450 text-ink-2 hover:bg-hover',
      )}
    >
      <Icon size={16} className={active ? 'text-ink' : 'text-ink-3'} aria-hidden />
      <span className="sr-only wide:not-sr-only">{view.title}</span>
    </Link>
  );
}
