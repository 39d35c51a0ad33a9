import type { ClientSummary } from '../../../shared/contract-clients.ts';
import type { ClientAct } from './client-drawer.tsx';
import { EndClientDialog } from './end-client-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { SnippetDialog } from './snippet-dialog.tsx';

export interface ClientDialogProps {
  client: ClientSummary;
  act: ClientAct;
  onClose: () => void;
}

/** The dialog of an act on one client. */
export function ClientDialog({ client, act, onClose }: ClientDialogProps) {
  switch (act) {
    case 'snippet':
      return <SnippetDialog client={client} onClose={onClose} />;
    case 'rotate':
      return <RotateDialog client={client} onClose={onClose} />;
    case 'revoke':
    case 'remove':
      return <EndClientDialog client={client} end={act} onClose={onClose} />;
  }
}
