import { useSyncExternalStore } from 'react';
import { Dialog, DialogBody } from '../ui/dialog.tsx';
import { useConsentDesk, useConsentRequest } from './consent-desk.ts';
import { ConsentPanel } from './consent-panel.tsx';

/** Shows a request that waits for a second consent where no form does. */
export function ConsentDialog() {
  const desk = useConsentDesk();
  const request = useConsentRequest();
  const hasSlot = useSyncExternalStore(desk.subscribe, desk.hasSlot);
  if (request === null || hasSlot) return null;
  return (
    <Dialog open onClose={() => request.answer(null)} title="Second consent">
      <DialogBody>
        <ConsentPanel request={request} />
      </DialogBody>
    </Dialog>
  );
}
