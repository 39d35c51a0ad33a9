import { useEffect, useSyncExternalStore } from 'react';
import { useEngineState } from '../api.ts';
import { Dialog, DialogBody } from '../ui/dialog.tsx';
import { useConsentDesk, useConsentRequest } from './consent-desk.ts';
import { ConsentPanel } from './consent-panel.tsx';

/** Shows a request that waits for a second consent where no form does. */
export function ConsentDialog() {
  const desk = useConsentDesk();
  const request = useConsentRequest();
  const hasSlot = useSyncExternalStore(desk.subscribe, desk.hasSlot);
  const { status } = useEngineState();
  const away = status !== 'online' && status !== 'connecting';
  // As a form does that is hidden: whoever comes back begins it anew.
  useEffect(() => {
    if (away) request?.answer(null);
  }, [away, request]);
  if (request === null || hasSlot || away) return null;
  return (
    <Dialog open onClose={() => request.answer(null)} title="Second consent">
      <DialogBody>
        <ConsentPanel request={request} />
      </DialogBody>
    </Dialog>
  );
}
