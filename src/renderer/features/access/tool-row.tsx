import clsx from 'clsx';
import { Ban, Check, Minus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Foreign } from '../../ui/foreign.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { CellTool } from './use-cell-tools.ts';

/** Over the two choices of each row. */
export function ToolHeads() {
  return (
    <div
      aria-hidden
      className="sticky top-0 z-10 flex h-28 items-center border-line border-b bg-surface pr-14 pl-20 text-11 text-ink-3"
    >
      <span className="flex-1">Tool</span>
      <span className="w-28 text-center">Allow</span>
      <span className="ml-3 w-28 text-center">No</span>
    </div>
  );
}

export interface ToolRowProps {
  tool: CellTool;
  /** The person was sent to it: it stands in view, and its look and word say so. */
  marked: boolean;
  /** Its decision differs from the one in force. */
  staged: boolean;
  onSet: (allowed: boolean) => void;
}

/** A tool of a cell with its decision; a click stages the other one. */
export function ToolRow({ tool, marked, staged, onSet }: ToolRowProps) {
  const own = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (marked) own.current?.scrollIntoView({ block: 'center' });
  }, [marked]);
  const { name, effect, rule, locked, changed } = tool;
  const allowed = effect === 'allow';
  return (
    <li
      ref={own}
      aria-current={marked ? 'true' : undefined}
      className={clsx(
        'group relative flex h-34 items-center gap-8 border-line border-b pr-14 pl-20 last:border-b-0',
        marked || staged
          ? 'bg-blue-soft before:absolute before:inset-y-0 before:left-0 before:w-2 before:bg-blue-fill'
          : 'hover:bg-hover',
      )}
    >
      <Foreign text={name} className={clsx('code-text min-w-0 flex-1', !allowed && 'text-ink-3')} />
      {staged && <span className="text-11 text-blue">staged</span>}
      {changed && <span className="text-11 text-amber">changed</span>}
      {locked ? (
        <Tooltip text={`Denied by ${rule}; a client's rules cannot widen it`}>
          <span className="flex items-center gap-6 text-11 text-ink-3">
            server rule
            <span className="grid h-22 w-28 place-items-center rounded-6 bg-red-soft text-red">
              <Ban size={12} strokeWidth={2.25} aria-label={`Denied by ${rule}`} />
            </span>
          </span>
        </Tooltip>
      ) : (
        <fieldset className="flex gap-1 rounded-6 bg-pressed p-1" title={rule}>
          <legend className="sr-only">{name}</legend>
          <ToolChoice
            label={`Allow ${name}`}
            icon={Check}
            on={allowed}
            look="bg-green-soft text-green inset-ring inset-ring-green-line"
            onPick={() => onSet(true)}
          />
          <ToolChoice
            label={`Do not allow ${name}`}
            icon={Minus}
            on={!allowed}
            look="bg-raised text-ink-2 inset-ring inset-ring-line-2"
            onPick={() => onSet(false)}
          />
        </fieldset>
      )}
    </li>
  );
}

interface ToolChoiceProps {
  label: string;
  icon: typeof Check;
  on: boolean;
  look: string;
  onPick: () => void;
}

function ToolChoice({ label, icon: Icon, on, look, onPick }: ToolChoiceProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={on}
      onClick={() => {
        if (!on) onPick();
      }}
      className={clsx(
        'grid h-24 w-28 place-items-center rounded-6',
        on ? look : 'text-ink-3 hover:text-ink',
      )}
    >
      <Icon size={12} strokeWidth={2.25} aria-hidden />
    </button>
  );
}
