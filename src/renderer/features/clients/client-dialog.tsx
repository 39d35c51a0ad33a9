import type { ClientSummary } from '../../../shared/contract-clients.ts';
import type { ClientAct } from './client-drawer.tsx';
import { EndClientDialog } from './end-client-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { SnippetDialog } from './snippet-dialog.tsx';

export interface ClientDialogProps {
  client: ClientSummary;
  act: ClientAct;
  /** It is about to be removed. */
  onRemove: () => void;
  onClose: () => void;
}

/** The dialog of an act on one client. */
export function ClientDialog({ client, act, onRemove, onClose }: ClientDialogProps) {
  switch (act) {
    case 'snippet':
      return <SnippetDialog client={client} onClose={onClose} />;
    case 'rotate':
      return <RotateDialog client={client} onClose={onClose} />;
    case 'revoke':
      return <EndClientDialog client={client} end="revoke" onClose={onClose} />;
    case 'remove':
      return <EndClientDialog client={client} end="remove" onEnd={onRemove} onClose={onClose} />;
  }
}
