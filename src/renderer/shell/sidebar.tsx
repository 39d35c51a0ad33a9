import clsx from 'clsx';
import { Search } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import { useEngineState, useMethod } from '../api.ts';
import { useDesktop } from '../desktop.ts';
import { useStagedAccess } from '../features/access/staged-access.ts';
import { formatCount } from '../format/numbers.ts';
import { Badge } from '../ui/badge.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import { Mark } from '../ui/mark.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { type View, views } from '../views.ts';
import { EngineCard } from './engine-card.tsx';

/** The views, 208 px wide, or 60 px of icons in a narrow window. */
export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const counts = useCounts();
  const [{ cells: staged }] = useStagedAccess();
  // On a Mac the window's own lights stand at the left of this row.
  const lights = useDesktop()?.platform === 'darwin';
  return (
    <aside className="flex min-h-0 min-w-0 flex-col border-line border-r bg-canvas px-10 pb-10">
      <div
        className={clsx(
          'drag-window flex h-46 flex-none items-center justify-center gap-6 px-8 font-620 text-12 text-ink-2',
          lights ? 'max-wide:opacity-0 wide:justify-end' : 'wide:justify-start',
        )}
      >
        <Mark />
        <span className="hidden wide:inline">LMCP</span>
      </div>
      <button
        type="button"
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
        className="mb-12 flex h-30 flex-none items-center justify-center gap-8 rounded-6 border border-line bg-bg text-12 text-ink-3 shadow-1 hover:border-line-2 wide:px-8"
      >
        <Search size={14} aria-hidden />
        <span className="sr-only flex-1 text-left wide:not-sr-only">Search or run</span>
        <span aria-hidden className="hidden wide:inline">
          <KeyHint keys="mod+k" />
        </span>
      </button>
      <nav
        aria-label="Views"
        className="flex min-h-0 flex-1 flex-col gap-1 overflow-y-auto p-4 -m-4"
      >
        {views.map((view) => (
          <ViewLink
            key={view.id}
            view={view}
            count={counts[view.id]}
            staged={view.id === 'access' ? staged.size : 0}
          />
        ))}
      </nav>
      <EngineCard />
    </aside>
  );
}

function useCounts(): Readonly<Record<string, number>> {
  const { data } = useMethod('engine.status', {});
  const { status } = useEngineState();
  if (status !== 'online' || !data || (data.servers.length === 0 && data.clients === 0)) return {};
  return { servers: data.servers.length, clients: data.clients };
}

interface ViewLinkProps {
  view: View;
  count: number | undefined;
  /** Changes begun there that are not applied. */
  staged: number;
}

function ViewLink({ view, count, staged }: ViewLinkProps) {
  const [here] = useRoute(view.path);
  const Icon = view.icon;
  return (
    <Tooltip side="right" text={<span className="wide:hidden">{view.title}</span>}>
      <Link
        href={view.path}
        aria-current={here ? 'page' : undefined}
        className={clsx(
          'relative flex h-30 flex-none items-center justify-center gap-9 rounded-6 wide:justify-start wide:px-8',
          here ? 'bg-pressed font-550 text-ink' : 'font-450 text-ink-2 hover:bg-hover',
        )}
      >
        <Icon size={16} className={here ? 'text-ink' : 'text-ink-3'} aria-hidden />
        <span className="sr-only wide:not-sr-only">{view.title}</span>
        {staged > 0 && <StagedMark count={staged} />}
        {count !== undefined && (
          <span aria-hidden className="ml-auto hidden font-400 text-11 text-ink-3 wide:inline">
            {formatCount(count)}
          </span>
        )}
      </Link>
    </Tooltip>
  );
}

/** That something is staged, where the matrix is out of sight; in a narrow window a dot with the same words. */
function StagedMark({ count }: { count: number }) {
  const words = `${formatCount(count)} staged`;
  return (
    <>
      <span className="ml-auto max-wide:hidden">
        <Badge tone="blue">{words}</Badge>
      </span>
      <span className="absolute top-4 right-6 size-8 rounded-full bg-blue-fill wide:hidden">
        <span className="sr-only">{words}</span>
      </span>
    </>
  );
}
