import clsx from 'clsx';
import { Ban, Check, Minus, Wrench, X } from 'lucide-react';
import { useState } from 'react';
import { useMethod } from '../../api.ts';
import { formatCounted } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer, DrawerFoot, DrawerHead } from '../../ui/drawer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { CellPlace } from './matrix.tsx';
import { useStagedAccess } from './staged-access.ts';
import { type AccessData, cellKey, isGranted, rulesOf, stage } from './staged-edits.ts';
import {
  patternsOf,
  presetOf,
  presets,
  rulesOfPreset,
  withoutPattern,
  withTool,
} from './tool-rules.ts';

type Tool = NonNullable<ReturnType<typeof useMethod<'access.tools'>>['data']>['tools'][number];

export interface ToolsDrawerProps {
  cell: CellPlace;
  present: AccessData;
  onExplain: (tool: string | null) => void;
  onClose: () => void;
}

/** The tools of one cell with the decision for each; a click stages another one. */
export function ToolsDrawer({ cell, present, onExplain, onClose }: ToolsDrawerProps) {
  const { client, server } = cell;
  const [staged, change] = useStagedAccess();
  const [filter, setFilter] = useState('');
  const edit = staged.cells.get(cellKey(client, server));
  const { data, error } = useMethod(
    'access.tools',
    { client, server, edits: edit === undefined ? [] : [edit] },
    { keepPrevious: true },
  );
  const granted = isGranted(present, staged, client, server);
  const rules = rulesOf(present, staged, client, server);
  const allowedNow = (data?.tools ?? [])
    .filter(({ effect }) => effect === 'allow')
    .map(({ name }) => name);
  const edits = (next: Parameters<typeof stage>[1]) =>
    change((before) => stage(before, next, present));
  const setRules = (tools: typeof rules) => edits([{ client, server, granted: true, tools }]);
  const shown = (data?.tools ?? []).filter(({ name, title }) =>
    `${name} ${title}`.toLowerCase().includes(filter.toLowerCase()),
  );

  return (
    <Drawer label={`Tools of ${server} for ${client}`} width={320} onClose={onClose}>
      <DrawerHead
        title={
          <>
            {client} <span className="text-ink-3">→</span> {server}
          </>
        }
        subtitle={data ? reachOf(granted, data) : 'Reading the tools'}
        onClose={onClose}
      />
      {granted && (
        <div className="flex flex-none flex-col gap-8 px-20 pb-10">
          <Select
            aria-label="Preset"
            value={presetOf(rules)}
            options={presets}
            onChange={(preset) => setRules(rulesOfPreset(preset, allowedNow))}
          />
          <SearchField label="Filter tools" value={filter} onChange={setFilter} />
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto border-line border-t">
        {error && (
          <p className="p-16 text-12 text-red">
            {error.message}. {error.hint}
          </p>
        )}
        {!data && !error && <Skeleton awaiting="The engine decides about each tool" />}
        {!granted && data && (
          <Empty
            fill
            icon={Ban}
            title={`${client} does not reach ${server}`}
            action={
              <Button onClick={() => edits([{ client, server, granted: true }])}>
                Stage the grant
              </Button>
            }
          >
            Its tools are not listed to this client, and a call answers as if they did not exist.
          </Empty>
        )}
        {granted && data && data.tools.length === 0 && (
          <Empty fill icon={Wrench} title="No tools are known yet">
            The server has not listed any. Start it once; its tools appear here.
          </Empty>
        )}
        {granted && data && (
          <ul aria-label="Tools">
            {patternsOf(rules).map(({ glob, allows }) => (
              <li
                key={`${glob}${allows}`}
                className="flex h-34 items-center gap-8 border-line border-b pr-14 pl-20 text-12"
              >
                <code className="code-text min-w-0 flex-1 truncate">{glob}</code>
                <span className="text-11 text-ink-3">
                  {allows ? 'allowed by pattern' : 'denied by pattern'}
                </span>
                <IconButton
                  icon={X}
                  size="small"
                  label={`Remove the pattern ${glob}`}
                  onClick={() => setRules(withoutPattern(rules, glob))}
                />
              </li>
            ))}
            {shown.map((tool) => (
              <ToolRow
                key={tool.name}
                tool={tool}
                onSet={(allowed) => setRules(withTool(rules, tool.name, allowed))}
              />
            ))}
          </ul>
        )}
      </div>
      <DrawerFoot
        fact={presetOf(rules) === 'all' ? 'New tools are allowed' : newTools(rules?.mode)}
      >
        <Button tone="ghost" onClick={() => onExplain(null)}>
          Explain
        </Button>
      </DrawerFoot>
    </Drawer>
  );
}

function newTools(mode: string | undefined): string {
  return mode === 'allow_list' || mode === 'deny_all'
    ? 'New tools start as not allowed'
    : 'New tools are allowed';
}

function reachOf(
  granted: boolean,
  counts: { allowed: number; asked: number; denied: number },
): string {
  if (!granted) return 'No access';
  const total = counts.allowed + counts.asked + counts.denied;
  const asks = counts.asked === 0 ? '' : `, ${counts.asked} ask first`;
  return `${counts.allowed + counts.asked} of ${formatCounted(total, 'tool')}${asks}`;
}

function ToolRow({ tool, onSet }: { tool: Tool; onSet: (allowed: boolean) => void }) {
  const { name, effect, rule, locked, changed } = tool;
  const allowed = effect === 'allow';
  return (
    <li className="group flex h-34 items-center gap-8 border-line border-b pr-14 pl-20 last:border-b-0 hover:bg-hover">
      <Foreign text={name} className={clsx('code-text min-w-0 flex-1', !allowed && 'text-ink-3')} />
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
