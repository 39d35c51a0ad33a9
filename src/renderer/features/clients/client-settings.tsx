import { useMethod } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Section } from '../../ui/section.tsx';
import { Switch } from '../../ui/switch.tsx';
import { ClientLimit } from './client-limit.tsx';

/** What a server may ask of this client in the middle of a call; off is refused, and recorded. */
const questions = [
  {
    kind: 'elicitation',
    label: 'Servers may ask you',
    hint: 'Forms and pages that its application shows while a call waits.',
  },
  {
    kind: 'sampling',
    label: 'Servers may use its model',
    hint: 'Requests to the model of its application, which you pay for.',
  },
  {
    kind: 'roots',
    label: 'Servers may see its folders',
    hint: 'The names of the folders that its application has open.',
  },
] as const;

/** What of a client's entry is set here; its grants are in Access. */
export function ClientSettings({ id }: { id: string }) {
  const { data: list } = useMethod('clients.list', {});
  if (list === undefined) return null;
  return (
    <Section title="Settings">
      <div className="flex flex-col gap-12">
        <ClientSwitches id={id} list={list} />
        <ClientLimit id={id} list={list} />
      </div>
    </Section>
  );
}

interface ClientSwitchesProps {
  id: string;
  /** The answer that the switches show, whole: its digest goes with each change. */
  list: MethodOutput<'clients.list'>;
}

function ClientSwitches({ id, list }: ClientSwitchesProps) {
  const update = useEdit('clients.update', list, false);
  const client = list.clients.find((one) => one.id === id);
  if (client === undefined) return null;
  const { enabled, allowUrlToken, accept } = client;
  return (
    <>
      <SwitchRow
        label="Enabled"
        hint="Off, every request of it is refused; its token stays."
        checked={enabled}
        working={update.working}
        reason={update.disabledReason}
        onChange={(next) => void update.run({ id, enabled: next })}
      />
      <SwitchRow
        label="Token in the URL"
        hint="Only for an application that can send no headers: histories and logs keep URLs."
        checked={allowUrlToken}
        working={update.working}
        reason={update.disabledReason}
        onChange={(next) => void update.run({ id, allowUrlToken: next })}
      />
      {questions.map(({ kind, label, hint }) => (
        <SwitchRow
          key={kind}
          label={label}
          hint={hint}
          checked={accept.includes(kind)}
          working={update.working}
          reason={update.disabledReason}
          onChange={(on) => {
            const kept = accept.filter((other) => other !== kind);
            void update.run({ id, accept: on ? [...kept, kind] : kept });
          }}
        />
      ))}
      <EditFailure edit={update} />
    </>
  );
}

interface SwitchRowProps {
  label: string;
  hint: string;
  checked: boolean;
  working: boolean;
  reason: string | null;
  onChange: (checked: boolean) => void;
}

function SwitchRow({ label, hint, checked, working, reason, onChange }: SwitchRowProps) {
  return (
    <div className="flex items-start gap-12">
      <div className="min-w-0 flex-1">
        <p className="font-550">{label}</p>
        <p className="text-12 text-ink-3">{hint}</p>
      </div>
      <Switch
        label={label}
        checked={checked}
        working={working}
        disabledReason={reason}
        onChange={onChange}
      />
    </div>
  );
}
