import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { useAct, useMethod } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { formatCounted } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { NamedButton } from '../../ui/named-button.tsx';
import { useLimitDrafts } from './limit-drafts.ts';

export interface EndClientDialogProps {
  client: ClientSummary;
  /** Only its tokens, or its entry with them. */
  end: 'revoke' | 'remove';
  /** The engine is about to be asked. */
  onEnd?: () => void;
  onClose: () => void;
}

/** What ends for a client, said before it ends. */
export function EndClientDialog({ client, end, onEnd, onClose }: EndClientDialogProps) {
  const revoke = useAct('clients.revoke');
  const { data: list } = useMethod('clients.list', {});
  // What this dialog says was true when it was opened.
  const remove = useEdit('clients.remove', list, true);
  const act = end === 'revoke' ? revoke : remove;
  const [verb, name] = end === 'revoke' ? ['Revoke', 'the token'] : ['Remove', client.id];
  const drafts = useLimitDrafts();
  const submit = async () => {
    onEnd?.();
    if ((await act.run({ id: client.id })) === null) return;
    // One that is added under this name later is another client.
    if (end === 'remove') drafts.type(client.id, null);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={end === 'revoke' ? `Revoke the token of ${client.id}?` : `Remove ${client.id}?`}
    >
      <DialogBody>
        <ul className="flex list-disc flex-col gap-4 pl-18">
          <li>Its next request is refused, within a second.</li>
          <li>
            {client.sessions + client.streams === 0
              ? 'It has nothing open now.'
              : `${formatCounted(client.sessions, 'session')} and ${formatCounted(client.streams, 'stream')} are closed; calls in flight are cancelled.`}
          </li>
          <li>
            {end === 'revoke'
              ? 'Its grants stay; rotating gives it a token again.'
              : `Its grants of ${formatCounted(client.allowServers.length, 'server')} and its rules go. The audit log keeps every row.`}
          </li>
        </ul>
        <div className="mt-12">
          <EditFailure edit={end === 'revoke' ? { error: revoke.error, stale: null } : remove} />
        </div>
      </DialogBody>
      <DialogFoot fact={end === 'remove' ? 'registry.yaml is backed up first' : undefined}>
        <Button onClick={onClose}>Keep it</Button>
        <NamedButton
          verb={verb}
          name={name}
          tone="danger-fill"
          working={act.working}
          disabledReason={act.disabledReason}
          onClick={() => void submit()}
        />
      </DialogFoot>
    </Dialog>
  );
}
