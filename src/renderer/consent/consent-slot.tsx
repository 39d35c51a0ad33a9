import { type ReactNode, useEffect } from 'react';
import { useConsentDesk, useConsentRequest } from './consent-desk.ts';
import { ConsentPanel } from './consent-panel.tsx';

/** Around a form whose request may need a second consent: while it waits, its panel stands in the form's place. */
export function ConsentSlot({ children }: { children: ReactNode }) {
  const desk = useConsentDesk();
  const request = useConsentRequest();
  useEffect(() => desk.openSlot(), [desk]);
  return (
    <>
      {request !== null && <ConsentPanel request={request} />}
      {/* Hidden, not removed: what was typed stays. */}
      <div className="contents" hidden={request !== null}>
        {children}
      </div>
    </>
  );
}
