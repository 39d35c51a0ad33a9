import { useState } from 'react';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { useAct } from '../../api.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { SeenLive } from './seen-live.tsx';
import { SnippetPanel } from './snippet-panel.tsx';
import { type TokenLife, tokenLives, ttlOf } from './token-life.ts';

export interface RotateDialogProps {
  client: ClientSummary;
  onClose: () => void;
}

const graces = [
  { value: '0', label: 'At once' },
  { value: '60', label: 'After 1 min' },
  { value: '600', label: 'After 10 min' },
] as const;

/** A new token in place of the old one, then what to paste anew. */
export function RotateDialog({ client, onClose }: RotateDialogProps) {
  const [grace, setGrace] = useState<(typeof graces)[number]['value']>('600');
  const [life, setLife] = useState<TokenLife>('never');
  const [done, setDone] = useState(false);
  const rotate = useAct('clients.rotate');
  const submit = async () => {
    const input = { id: client.id, graceS: Number(grace), ...ttlOf(life) };
    if ((await rotate.run(input)) !== null) setDone(true);
  };
  if (done) {
    return (
      <Dialog
        open
        size="wide"
        onClose={onClose}
        title={`${client.id} has a new token`}
        fact="Paste this in place of the old one."
      >
        <DialogBody>
          <SnippetPanel client={client} />
        </DialogBody>
        <DialogFoot fact={<SeenLive client={client} />}>
          <Button tone="primary" onClick={onClose}>
            Done
          </Button>
        </DialogFoot>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rotate the token of ${client.id}?`}
      fact="Its application has to be given the new one."
    >
      <DialogBody>
        <div className="flex flex-col gap-14">
          <div className="flex flex-col gap-4">
            <span className="font-550 text-12">The old token ends</span>
            <Segmented
              label="The old token ends"
              value={grace}
              segments={graces}
              onChange={setGrace}
            />
          </div>
          <Field label="The new token ends">
            <Select value={life} options={tokenLives} onChange={setLife} />
          </Field>
          {rotate.error && (
            <Banner tone="red" title={toSentence(rotate.error.message)}>
              {rotate.error.hint} <code className="code-text">{rotate.error.code}</code>
            </Banner>
          )}
        </div>
      </DialogBody>
      <DialogFoot
        fact={grace === '0' ? 'Calls in flight are cancelled' : 'Until then both tokens work'}
      >
        <Button onClick={onClose}>Cancel</Button>
        <Button
          tone="primary"
          working={rotate.working}
          disabledReason={rotate.disabledReason}
          onClick={() => void submit()}
        >
          Rotate the token
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
