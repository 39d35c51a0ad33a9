import { useState } from 'react';
import { identifier } from '../../../shared/registry-fields.ts';
import { useMethod } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { SeenLive } from './seen-live.tsx';
import { SnippetPanel } from './snippet-panel.tsx';
import { type TokenLife, tokenLives, ttlOf } from './token-life.ts';

export interface AddClientDialogProps {
  /** Names that are in use. */
  taken: readonly string[];
  onClose: () => void;
}

/** Registers a client, then shows what to paste into its application and waits for it to come. */
export function AddClientDialog({ taken, onClose }: AddClientDialogProps) {
  const [added, setAdded] = useState<string | null>(null);
  const { data } = useMethod('clients.list', {});
  const client = data?.clients.find(({ id }) => id === added);
  if (added === null) return <NewClient taken={taken} onAdded={setAdded} onClose={onClose} />;
  return (
    <Dialog
      open
      size="wide"
      onClose={onClose}
      title={`${added} is registered`}
      fact="Paste this where its application keeps its MCP servers."
    >
      <DialogBody>{client && <SnippetPanel client={client} />}</DialogBody>
      <DialogFoot fact={client && <SeenLive client={client} />}>
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

interface NewClientProps extends AddClientDialogProps {
  onAdded: (id: string) => void;
}

function NewClient({ taken, onAdded, onClose }: NewClientProps) {
  const apps = useMethod('clients.apps', {}).data?.apps ?? [];
  const servers = useMethod('servers.list', {}).data?.servers ?? [];
  const { data: list } = useMethod('clients.list', {});
  const [draft, setDraft] = useState(emptyDraft);
  const { app, name, allow, life } = draft;
  const change = (changed: Partial<ClientDraft>) => setDraft({ ...draft, ...changed });
  const add = useEdit('clients.add', list, draft !== emptyDraft);
  const id = name ?? (app === 'generic' ? '' : freeName(app, taken));
  const wrong = nameError(id, taken);
  const submit = async () => {
    const done = await add.run({ id, app, allow: [...allow], ...ttlOf(life) });
    if (done !== null) onAdded(id);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a client"
      fact="It gets a token of its own, and reaches only the servers that you tick."
    >
      <DialogBody>
        <div className="flex flex-col gap-14">
          <Field label="Application">
            <Select
              value={app}
              options={apps.map((one) => ({ value: one.app, label: one.title }))}
              onChange={(chosen) => change({ app: chosen })}
            />
          </Field>
          <Field
            label="Name"
            error={name === null || name === '' ? undefined : wrong}
            hint="As the audit log will call it"
          >
            <Input
              mono
              value={id}
              onChange={(event) => change({ name: event.target.value.trim() })}
            />
          </Field>
          <fieldset className="flex flex-col gap-8">
            <legend className="mb-4 font-550 text-12">Servers that it may reach</legend>
            {servers.length === 0 && (
              <p className="text-12 text-ink-3">
                No server is registered yet; grant it later in Access.
              </p>
            )}
            {servers.map(({ id: server, description }) => (
              <Checkbox
                key={server}
                checked={allow.includes(server)}
                onChange={(on) =>
                  change({
                    allow: on ? [...allow, server] : allow.filter((other) => other !== server),
                  })
                }
                label={server}
                {...(description !== '' && { hint: description })}
              />
            ))}
          </fieldset>
          <Field label="The token ends">
            <Select
              value={life}
              options={tokenLives}
              onChange={(chosen) => change({ life: chosen })}
            />
          </Field>
          <EditFailure edit={add} />
        </div>
      </DialogBody>
      <DialogFoot fact={allow.length === 0 ? 'It reaches nothing yet' : undefined}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          tone="primary"
          working={add.working}
          disabledReason={add.disabledReason ?? (wrong === undefined ? null : 'It needs a name')}
          onClick={() => void submit()}
        >
          Add client
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

interface ClientDraft {
  readonly app: string;
  /** Null: as the application suggests. */
  readonly name: string | null;
  readonly allow: readonly string[];
  readonly life: TokenLife;
}

const emptyDraft: ClientDraft = { app: 'generic', name: null, allow: [], life: 'never' };

function nameError(id: string, taken: readonly string[]): string | undefined {
  if (taken.includes(id)) return `There is a client ${id} already`;
  const parsed = identifier.safeParse(id);
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? 'Not a name');
}

function freeName(app: string, taken: readonly string[]): string {
  let name = app;
  for (let number = 2; taken.includes(name); number++) name = `${app}-${number}`;
  return name;
}
