import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { useMethod } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { formatCounted } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { NamedButton } from '../../ui/named-button.tsx';
import { useSetupDrafts } from './setup-drafts.ts';

export interface RemoveServerDialogProps {
  server: ServerSummary;
  /** The engine is about to be asked. */
  onRemove: () => void;
  onClose: () => void;
}

/** What goes with a server, said before it goes. */
export function RemoveServerDialog({ server, onRemove, onClose }: RemoveServerDialogProps) {
  const { data: list } = useMethod('servers.list', {});
  // What this dialog says was true when it was opened.
  const remove = useEdit('servers.remove', list, true);
  const drafts = useSetupDrafts();
  const submit = async () => {
    onRemove();
    if ((await remove.run({ id: server.id })) === null) return;
    // One that is added under this name later is another server.
    drafts.type(server.id, null);
    onClose();
  };
  const inFlight = server.connections.reduce((sum, connection) => sum + connection.inFlight, 0);
  return (
    <Dialog open onClose={onClose} title={`Remove ${server.id}?`}>
      <DialogBody>
        <ul className="flex list-disc flex-col gap-4 pl-18">
          <li>
            {formatCounted(server.clients, 'client')} can no longer reach it; their grants and rules
            for it go.
          </li>
          <li>
            Its process ends
            {inFlight > 0 && `, and ${formatCounted(inFlight, 'call')} in flight with it`}.
          </li>
          <li>
            What was approved of it, and its secrets, are forgotten. The audit log keeps every row.
          </li>
        </ul>
        <div className="mt-12">
          <EditFailure edit={remove} />
        </div>
      </DialogBody>
      <DialogFoot fact="registry.yaml is backed up first">
        <Button onClick={onClose}>Keep it</Button>
        <NamedButton
          verb="Remove"
          name={server.id}
          tone="danger-fill"
          working={remove.working}
          disabledReason={remove.disabledReason}
          onClick={() => void submit()}
        />
      </DialogFoot>
    </Dialog>
  );
}
