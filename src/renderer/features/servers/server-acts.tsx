import { Ellipsis, FileText, Pause, Play, RotateCcw, Square, Trash2 } from 'lucide-react';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { useAct } from '../../api.ts';
import type { Edit } from '../../editing/use-edit.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { SignInAct } from './sign-in-act.tsx';

export interface ServerActsProps {
  server: ServerSummary;
  /** Enables and disables it; where it is refused is told below the head. */
  update: Pick<Edit<'servers.update', unknown>, 'run' | 'disabledReason'>;
  onSetup: () => void;
  onRemove: () => void;
}

const up: ReadonlySet<string> = new Set(['ready', 'starting', 'installing']);

/** What can be done with a server as a whole: the act of the moment, and a menu for the rest. */
export function ServerActs({ server, update, onSetup, onRemove }: ServerActsProps) {
  const { id, state, enabled } = server;
  const start = useAct('servers.start');
  const restart = useAct('servers.restart');
  const stop = useAct('servers.stop');
  const refresh = useAct('servers.refresh');
  const startWord = state === 'stopped' ? 'Start' : 'Try now';
  const main = up.has(state)
    ? { act: restart, word: 'Restart', icon: RotateCcw }
    : { act: start, word: startWord, icon: Play };
  const reason = whyNot(server);
  const failed = [start, restart, stop, refresh].find(({ error }) => error !== null)?.error;
  return (
    <>
      {state === 'needs_sign_in' && <SignInAct id={id} />}
      <Button
        size="small"
        icon={main.icon}
        working={main.act.working || state === 'stopping'}
        disabledReason={main.act.disabledReason ?? reason}
        title={failed ? `${toSentence(failed.message)} ${failed.hint}` : undefined}
        onClick={() => void main.act.run({ id })}
      >
        {main.word}
      </Button>
      <Menu trigger={<IconButton icon={Ellipsis} label={`More for ${id}`} />}>
        <MenuItem
          icon={Square}
          disabled={!up.has(state) || stop.disabledReason !== null}
          onSelect={() => void stop.run({ id })}
        >
          Stop
        </MenuItem>
        <MenuItem
          icon={RotateCcw}
          disabled={state !== 'ready' || refresh.disabledReason !== null}
          onSelect={() => void refresh.run({ id })}
        >
          Read its tools again
        </MenuItem>
        <MenuItem
          icon={enabled ? Pause : Play}
          disabled={state === 'broken' || update.disabledReason !== null}
          onSelect={() =>
            void update.run({ id, changes: [{ path: ['enabled'], value: !enabled }] })
          }
        >
          {enabled ? 'Disable' : 'Enable'}
        </MenuItem>
        <MenuItem icon={FileText} onSelect={onSetup}>
          Edit
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={onRemove}>
          Remove
        </MenuItem>
      </Menu>
    </>
  );
}

function whyNot({ state, enabled }: ServerSummary): string | null {
  if (state === 'broken') return 'Its entry is not valid';
  return enabled ? null : 'It is disabled';
}
