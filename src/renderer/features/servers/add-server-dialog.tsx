import { Globe, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import { useMethod } from '../../api.ts';
import { useConsentRequest } from '../../consent/consent-desk.ts';
import { ConsentSlot } from '../../consent/consent-slot.tsx';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { CommandPreview } from './command-preview.tsx';
import {
  checkDraft,
  type DraftErrors,
  emptyDraft,
  type ServerDraft,
  secretsOf,
  toEntry,
} from './server-draft.ts';
import { ServerForm } from './server-form.tsx';

export interface AddServerDialogProps {
  /** Names that are in use. */
  taken: readonly string[];
  /** Called with the name of the server that is registered now. */
  onAdded: (id: string) => void;
  onClose: () => void;
}

/** Registers a server: a command or a URL. Nothing is started by it, and nobody can call it yet. */
export function AddServerDialog({ taken, onAdded, onClose }: AddServerDialogProps) {
  const [draft, setDraft] = useState<ServerDraft>(emptyDraft);
  const [tried, setTried] = useState(false);
  const { data: list } = useMethod('servers.list', {});
  const add = useEdit('servers.add', list, draft !== emptyDraft);
  // The consent brings its own way on and back.
  const waits = useConsentRequest() !== null;
  const errors = checkDraft(draft, taken);
  const valid = Object.keys(errors).length === 0;
  // Nobody is told of an empty field before trying to go on.
  const shown: DraftErrors = tried ? errors : touchedOnly(errors, draft);

  const submit = async () => {
    setTried(true);
    if (!valid) return;
    const done = await add.run({ id: draft.id, entry: toEntry(draft), secrets: secretsOf(draft) });
    if (done !== null) onAdded(draft.id);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a server"
      fact="It is granted to nobody until you say so in Access."
    >
      <DialogBody>
        <ConsentSlot>
          <div className="flex flex-col gap-14">
            <div>
              <Segmented
                label="Kind of server"
                value={draft.transport}
                segments={[
                  { value: 'stdio', label: 'Command', icon: SquareTerminal },
                  { value: 'http', label: 'URL', icon: Globe },
                ]}
                onChange={(transport) => setDraft({ ...draft, transport })}
              />
            </div>
            <Field
              label="Name"
              error={shown.id}
              hint={`Its tools are listed as ${draft.id || 'name'}__…`}
            >
              <Input
                mono
                value={draft.id}
                onChange={(event) => setDraft({ ...draft, id: event.target.value.trim() })}
              />
            </Field>
            <ServerForm folded draft={draft} errors={shown} onChange={setDraft} />
            <CommandPreview draft={draft} />
            {shown.form !== undefined && <p className="text-12 text-red">{shown.form}</p>}
            <EditFailure edit={add} />
          </div>
        </ConsentSlot>
      </DialogBody>
      {!waits && (
        <DialogFoot fact="It starts on first use, not now.">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            working={add.working}
            disabledReason={
              add.disabledReason ?? (tried && !valid ? 'A field needs another look' : null)
            }
            onClick={() => void submit()}
          >
            Add server
          </Button>
        </DialogFoot>
      )}
    </Dialog>
  );
}

function touchedOnly(errors: DraftErrors, draft: ServerDraft): DraftErrors {
  const { id, command, url, values } = errors;
  return {
    ...(draft.id !== '' && id !== undefined && { id }),
    ...(draft.command !== '' && command !== undefined && { command }),
    ...(draft.url.length > 8 && url !== undefined && { url }),
    ...(values !== undefined && { values }),
  };
}
