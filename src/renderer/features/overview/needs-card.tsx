import clsx from 'clsx';
import {
  FileWarning,
  GitCompareArrows,
  KeyRound,
  LogIn,
  type LucideIcon,
  RotateCcw,
  ScrollText,
} from 'lucide-react';
import { Link } from 'wouter';
import { Badge } from '../../ui/badge.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Card } from '../../ui/card.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import type { Need, NeedIcon } from './needs.ts';

const icons: Readonly<Record<NeedIcon, LucideIcon>> = {
  change: GitCompareArrows,
  crash: RotateCcw,
  'sign-in': LogIn,
  file: FileWarning,
  restart: RotateCcw,
  token: KeyRound,
  log: ScrollText,
};

const shownAtMost = 5;

/** What waits for a person, the most urgent first and with the only primary button of the view. */
export function NeedsCard({ needs }: { needs: readonly Need[] }) {
  if (needs.length === 0) return null;
  const more = needs.length - shownAtMost;
  return (
    <Card
      title="Needs you"
      fact={<Badge tone="amber">{needs.length}</Badge>}
      action={more > 0 && <span className="text-ink-3">and {more} more</span>}
    >
      <ul>
        {needs.slice(0, shownAtMost).map((need, index) => (
          <NeedRow key={need.id} need={need} first={index === 0} />
        ))}
      </ul>
    </Card>
  );
}

function NeedRow({
  need: { icon, tone, title, text, act },
  first,
}: {
  need: Need;
  first: boolean;
}) {
  const Icon = icons[icon];
  return (
    <li className="flex h-38 items-center gap-10 border-line px-14 not-first:border-t">
      <Icon
        size={16}
        className={clsx('flex-none', tone === 'red' ? 'text-red' : 'text-amber')}
        aria-hidden
      />
      <span className="flex min-w-0 flex-1 gap-5">
        <span className="flex-none font-550">{title}</span>
        <Foreign text={text} className="text-ink-2" />
      </span>
      <Link
        href={act.path}
        aria-label={`${act.label}: ${title}`}
        className={buttonClass({ size: 'small', tone: first ? 'primary' : 'default' })}
      >
        {act.label}
      </Link>
    </li>
  );
}
