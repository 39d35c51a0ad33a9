import clsx from 'clsx';
import {
  Ban,
  Check,
  Hand,
  Info,
  KeyRound,
  type LucideIcon,
  PencilLine,
  TriangleAlert,
} from 'lucide-react';

export type DecisionKind =
  | 'allowed'
  | 'asked'
  | 'approved'
  | 'denied'
  | 'refused'
  | 'token-refused'
  | 'failed'
  | 'changed'
  | 'noted';

const looks: Readonly<Record<DecisionKind, readonly [LucideIcon, word: string, color: string]>> = {
  allowed: [Check, 'Allowed', 'text-ink-2'],
  asked: [Hand, 'Asked', 'text-amber'],
  approved: [Hand, 'Approved', 'text-ink-2'],
  denied: [Ban, 'Denied', 'text-red'],
  refused: [Ban, 'Refused', 'text-red'],
  'token-refused': [KeyRound, 'Token refused', 'text-red'],
  failed: [TriangleAlert, 'Failed', 'text-red'],
  changed: [PencilLine, 'Changed', 'text-ink-2'],
  noted: [Info, 'Noted', 'text-ink-2'],
};

/** What was decided: icon and word; only what is not simply allowed has a colour. */
export function Decision({ kind, word }: { kind: DecisionKind; word?: string }) {
  const [Icon, ownWord, color] = looks[kind];
  return (
    <span className={clsx('inline-flex items-center gap-7 whitespace-nowrap', color)}>
      <Icon size={12} strokeWidth={2.25} aria-hidden />
      {word ?? ownWord}
    </span>
  );
}
