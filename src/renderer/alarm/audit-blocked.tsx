import { HardDrive, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import type { EngineStatus } from '../../shared/contract-engine.ts';
import { useAct } from '../api.ts';
import { formatBytes } from '../format/numbers.ts';
import { toSentence } from '../format/to-sentence.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Notice } from '../ui/notice.tsx';
import { useOldSince } from '../ui/old-since.ts';
import { Textarea } from '../ui/textarea.tsx';

/** What refuses every call: a log that cannot be written, or one whose history is another than it was. */
export function AuditBlocked({ status: { audit, alarm, dataDir } }: { status: EngineStatus }) {
  const [asking, setAsking] = useState(false);
  // Then the shell says what stops everything.
  if (useOldSince() !== null) return null;
  if (alarm !== null)
    return (
      <>
        <Notice
          tone="red"
          icon={ShieldAlert}
          title="Every token is held: the audit log is not the one that it was"
          actions={
            <Button tone="primary" onClick={() => setAsking(true)}>
              Acknowledge with a reason
            </Button>
          }
        >
          {toSentence(alarm)} Until a person acknowledges it, no client is let in. The reason is
          recorded.
        </Notice>
        <AcknowledgeDialog open={asking} onClose={() => setAsking(false)} />
      </>
    );
  if (audit.writable) return null;
  return (
    <Notice
      tone="red"
      icon={HardDrive}
      title="Every call is refused: the audit log cannot be written"
      actions={
        <>
          <CopyButton text={dataDir} label="Copy the path of its folder" />
          <Foreign text={dataDir} className="code-text self-center text-ink-2" />
        </>
      }
    >
      {toSentence(audit.problem)} A call that cannot be recorded does not happen. LMCP goes on by
      itself once {whatHelps(audit.disk)}.
    </Notice>
  );
}

function AcknowledgeDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { run, working, error, disabledReason } = useAct('audit.acknowledge');
  const [reason, setReason] = useState('');
  const empty = reason.trim() === '';
  const acknowledge = async () => {
    if ((await run({ reason })) !== null) onClose();
  };
  return (
    <Dialog open={open} onClose={onClose} title="Acknowledge the other history">
      <DialogBody>
        <Field
          label="Reason"
          hint="One row of the log says who took it upon themselves, and why."
          error={error?.message}
        >
          <Textarea value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </DialogBody>
      <DialogFoot fact="Tokens work again at once">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          tone="danger-fill"
          working={working}
          disabledReason={disabledReason ?? (empty ? 'Say why first' : null)}
          onClick={() => void acknowledge()}
        >
          Acknowledge
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

/** What has to become true, with the figures of the disk where it is the disk. */
function whatHelps(disk: EngineStatus['audit']['disk']): string {
  if (disk === null || disk.freeBytes >= disk.neededBytes) return 'it can write again';
  return `${formatBytes(disk.neededBytes)} are free; now ${formatBytes(disk.freeBytes)} are`;
}
