import { Ban, Wrench } from 'lucide-react';
import { useState } from 'react';
import { formatCounted } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer, DrawerFoot, DrawerHead } from '../../ui/drawer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { CellPlace } from './access-place.ts';
import { PatternRow } from './pattern-row.tsx';
import { useStagedAccess } from './staged-access.ts';
import { type AccessData, cellKey, isGranted, rulesOf, stage } from './staged-edits.ts';
import { ToolHeads, ToolRow } from './tool-row.tsx';
import {
  newToolsUnder,
  patternsOf,
  presetOf,
  presets,
  rulesOfPreset,
  withoutPattern,
  withTool,
} from './tool-rules.ts';
import { useCellTools } from './use-cell-tools.ts';

export interface ToolsDrawerProps {
  cell: CellPlace;
  /** The tool that the person was sent to; null where it is the cell as a whole. */
  marked: string | null;
  present: AccessData;
  onExplain: (tool: string | null) => void;
  onClose: () => void;
}

/** The tools of one cell with the decision for each; a click stages another one. */
export function ToolsDrawer(props: ToolsDrawerProps) {
  const { cell, marked, present, onExplain, onClose } = props;
  const { client, server } = cell;
  const [staged, change] = useStagedAccess();
  const [filter, setFilter] = useState('');
  const edit = staged.cells.get(cellKey(client, server));
  const { data, error, isStaged } = useCellTools(cell, edit);
  const unread = error ? 'Its tools could not be read' : 'Reading the tools';
  const granted = isGranted(present, staged, client, server);
  const isKnown = marked !== null && data?.tools.some(({ name }) => name === marked);
  const rules = rulesOf(present, staged, client, server);
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
        subtitle={data ? reachOf(granted, data) : unread}
        onClose={onClose}
      />
      {granted && (
        <div className="flex flex-none flex-col gap-8 px-20 pb-10">
          <Select
            aria-label="Preset"
            value={presetOf(rules)}
            options={presets}
            onChange={(preset) => setRules(rulesOfPreset(preset, data?.tools ?? []))}
          />
          <SearchField label="Filter tools" value={filter} onChange={setFilter} />
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto border-line border-t">
        {error && (
          <p className="p-16 text-12 text-red">
            {toSentence(error.message)} {error.hint}
          </p>
        )}
        {marked !== null && data && data.tools.length > 0 && !isKnown && (
          <p role="status" className="border-line border-b px-20 py-10 text-12 text-ink-2">
            {server} has no tool named <code className="code-text">{marked}</code> now.
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
            Its tools{marked !== null && isKnown && `, ${marked} among them,`} are not listed to
            this client, and a call answers as if they did not exist.
          </Empty>
        )}
        {granted && data && data.tools.length === 0 && (
          <Empty fill icon={Wrench} title="No tools are known yet">
            The server has not listed any. Start it once; its tools appear here.
          </Empty>
        )}
        {granted && data && data.tools.length > 0 && <ToolHeads />}
        {granted && data && (
          <ul aria-label="Tools">
            {patternsOf(rules).map(({ glob, allows }) => (
              <PatternRow
                key={`${glob}${allows}`}
                glob={glob}
                allows={allows}
                onRemove={() => setRules(withoutPattern(rules, glob))}
              />
            ))}
            {shown.map((tool) => (
              <ToolRow
                key={tool.name}
                tool={tool}
                marked={tool.name === marked}
                staged={isStaged(tool)}
                onSet={(allowed) => setRules(withTool(rules, tool.name, allowed))}
              />
            ))}
          </ul>
        )}
      </div>
      <DrawerFoot fact={granted && newToolsUnder(rules)}>
        <Button tone="ghost" onClick={() => onExplain(null)}>
          Explain
        </Button>
      </DrawerFoot>
    </Drawer>
  );
}

function reachOf(
  granted: boolean,
  counts: { allowed: number; asked: number; denied: number },
): string {
  if (!granted) return 'No access';
  const total = counts.allowed + counts.asked + counts.denied;
  if (total === 0) return 'Its tools are not known yet';
  const asks = counts.asked === 0 ? '' : `, ${counts.asked} ask first`;
  return `${counts.allowed + counts.asked} of ${formatCounted(total, 'tool')}${asks}`;
}
