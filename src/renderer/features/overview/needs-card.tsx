import clsx from 'clsx';
import {
  FileWarning,
  GitCompareArrows,
  HardDrive,
  KeyRound,
  LogIn,
  type LucideIcon,
  RotateCcw,
  ShieldAlert,
  Wrench,
} from 'lucide-react';
import { Link } from 'wouter';
import type { Attention } from '../../../shared/contract-overview.ts';
import { describeAttention } from '../../format/describe-attention.ts';
import { Badge } from '../../ui/badge.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Card } from '../../ui/card.tsx';
import { Foreign } from '../../ui/foreign.tsx';

const icons: Readonly<Record<Attention['kind'], LucideIcon>> = {
  history_alarm: ShieldAlert,
  audit_unwritable: HardDrive,
  registry_refused: FileWarning,
  server_broken: FileWarning,
  server_failing: RotateCcw,
  definition_changed: GitCompareArrows,
  sign_in: LogIn,
  definition_pending: GitCompareArrows,
  token_expiring: KeyRound,
  no_token: KeyRound,
  tools_over_limit: Wrench,
  restart_required: RotateCcw,
  weak_secret_store: KeyRound,
};

const colors = { broken: 'text-red', waiting: 'text-amber', notice: 'text-ink-3' } as const;

const shownAtMost = 5;

/** What waits for a person, the most urgent first and with the only primary button of the view. */
export function NeedsCard({ attention }: { attention: readonly Attention[] }) {
  if (attention.length === 0) return null;
  const more = attention.length - shownAtMost;
  const waits = attention.filter(({ level }) => level !== 'notice').length;
  return (
    <Card
      title="Needs you"
      fact={<Badge tone={waits > 0 ? 'amber' : 'neutral'}>{attention.length}</Badge>}
      action={more > 0 && <span className="text-ink-3">and {more} more</span>}
    >
      <ul>
        {attention.slice(0, shownAtMost).map((about, index) => (
          <NeedRow key={about.id} about={about} first={index === 0 && waits > 0} />
        ))}
      </ul>
    </Card>
  );
}

function NeedRow({ about, first }: { about: Attention; first: boolean }) {
  const Icon = icons[about.kind];
  const { title, text, act } = describeAttention(about);
  return (
    <li className="flex h-38 items-center gap-10 border-line px-14 not-first:border-t">
      <Icon size={16} className={clsx('flex-none', colors[about.level])} aria-hidden />
      <span className="flex min-w-0 flex-1 gap-5">
        <span className="max-w-4/5 flex-none truncate font-550">{title}</span>
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
