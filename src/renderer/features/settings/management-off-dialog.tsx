import { useReconnect } from '../../api.ts';
import { useConsentRequest } from '../../consent/consent-desk.ts';
import { ConsentSlot } from '../../consent/consent-slot.tsx';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { Truncated } from '../../ui/truncated.tsx';
import type { SettingsInForce } from './use-setting.ts';

export interface ManagementOffDialogProps {
  inForce: Pick<SettingsInForce, 'registryPath' | 'sha256'>;
  onClose: () => void;
}

/** What ends with the door that this page came through, and the way back, said before it closes: no undo reaches it from here. */
export function ManagementOffDialog({ inForce, onClose }: ManagementOffDialogProps) {
  // What this dialog says was true when it was opened.
  const act = useEdit('engine.setSettings', inForce, true);
  const reconnect = useReconnect();
  // The consent brings its own way on and back.
  const waits = useConsentRequest() !== null;
  const turnOff = async () => {
    const done = await act.run({ changes: [{ path: ['management_http'], value: false }] });
    // What was open has ended: the page finds the door closed now, not when it next happens to ask.
    if (done !== null) reconnect();
  };
  return (
    <Dialog open onClose={onClose} title="Turn off management over HTTP?">
      <DialogBody>
        <ConsentSlot>
          <ul className="flex list-disc flex-col gap-4 pl-18">
            <li>This page ends at once, and so does every other browser that is signed in.</li>
            <li>Programs that use the management token find nothing at /api any more.</li>
            <li>Clients keep calling, and the command line keeps working.</li>
          </ul>
          <p className="mt-16 mb-8">
            This page cannot turn it on again, and no command does. This line does, at once, under{' '}
            <code className="code-text">lmcp</code> in{' '}
            <Truncated text={inForce.registryPath} className="max-w-360" />. Then{' '}
            <code className="code-text">lmcp ui</code> gives a new link.
          </p>
          <Code text="management_http: true" />
          {act.error?.code !== 'consent_required' && (
            <div className="mt-12">
              <EditFailure edit={act} />
            </div>
          )}
        </ConsentSlot>
      </DialogBody>
      {!waits && (
        <DialogFoot fact="A terminal of this computer is asked to consent">
          <Button onClick={onClose}>Keep it on</Button>
          <Button
            tone="danger-fill"
            working={act.working}
            disabledReason={act.disabledReason}
            onClick={() => void turnOff()}
          >
            Turn off and end this page
          </Button>
        </DialogFoot>
      )}
    </Dialog>
  );
}
