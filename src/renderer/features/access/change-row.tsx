import clsx from 'clsx';
import { Minus, PencilLine, Plus } from 'lucide-react';
import type { AccessChange } from '../../../shared/contract-access.ts';
import { showHostileLine } from '../../../shared/hostile-characters.ts';

const icons = {
  gained: [Plus, 'text-green'],
  changed: [PencilLine, 'text-blue'],
  lost: [Minus, 'text-red'],
} as const;

/** One change of access in a sentence, as the engine puts it. */
export function ChangeRow({ change }: { change: AccessChange }) {
  const [Icon, color] = icons[change.kind];
  return (
    <li className="flex items-start gap-12 border-line border-b px-14 py-12 last:border-b-0">
      <Icon size={14} strokeWidth={2.25} className={clsx('mt-3 flex-none', color)} aria-hidden />
      <div className="min-w-0">
        <p className="break-words font-500">{showHostileLine(change.sentence)}</p>
        {change.detail !== '' && (
          <p className="break-words text-12 text-ink-3">{showHostileLine(change.detail)}</p>
        )}
      </div>
    </li>
  );
}
