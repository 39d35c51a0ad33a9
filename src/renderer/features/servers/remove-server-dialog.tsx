import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { useAct } from '../../api.ts';
import { formatCounted } from '../../format/numbers.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

export interface RemoveServerDialogProps {
  server: ServerSummary;
  /** The engine is about to be asked. */
  onRemove: () => void;
  onClose: () => void;
}

/** What goes with a server, said before it goes. */
export function RemoveServerDialog({ server, onRemove, onClose }: RemoveServerDialogProps) {
  const remove = useAct('servers.remove');
  const submit = async () => {
    onRemove();
    if ((await remove.run({ id: server.id })) !== null) onClose();
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
        {remove.error && (
          <div className="mt-12">
            <Banner tone="red" title={`${remove.error.message}.`}>
              {remove.error.hint}
            </Banner>
          </div>
        )}
      </DialogBody>
      <DialogFoot fact="registry.yaml is backed up first">
        <Button onClick={onClose}>Keep it</Button>
        <Button
          tone="danger-fill"
          working={remove.working}
          disabledReason={remove.disabledReason}
          onClick={() => void submit()}
        >
          Remove {server.id}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
