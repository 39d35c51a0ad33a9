import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { SeenLive } from './seen-live.tsx';
import { SnippetPanel } from './snippet-panel.tsx';

export interface SnippetDialogProps {
  client: ClientSummary;
  onClose: () => void;
}

/** How an application is connected as this client. */
export function SnippetDialog({ client, onClose }: SnippetDialogProps) {
  return (
    <Dialog
      open
      size="wide"
      onClose={onClose}
      title={`Connect ${client.id}`}
      fact="Paste this where the application keeps its MCP servers."
    >
      <DialogBody>
        <SnippetPanel client={client} />
      </DialogBody>
      <DialogFoot fact={<SeenLive client={client} />}>
        <Button onClick={onClose}>Done</Button>
      </DialogFoot>
    </Dialog>
  );
}
