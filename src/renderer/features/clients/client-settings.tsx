import { useState } from 'react';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { useAct } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Section } from '../../ui/section.tsx';
import { Switch } from '../../ui/switch.tsx';

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
export function ClientSettings({ client }: { client: ClientSummary }) {
  const { id, enabled, allowUrlToken, accept, rateLimitRpm } = client;
  const update = useAct('clients.update');
  const [limit, setLimit] = useState(rateLimitRpm === null ? '' : String(rateLimitRpm));
  const number = Number(limit);
  const isLimit = limit !== '' && Number.isInteger(number) && number >= 0 && number <= 1_000_000;
  const wrong = limit === '' || isLimit ? undefined : 'A whole number up to 1,000,000';
  return (
    <Section title="Settings">
      <div className="flex flex-col gap-12">
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
        <div className="flex items-end gap-8">
          <div className="w-200">
            <Field
              label="Calls per minute"
              hint="Empty: as in Settings. 0: no limit."
              error={wrong}
            >
              <Input
                inputMode="numeric"
                value={limit}
                onChange={(event) => setLimit(event.target.value)}
              />
            </Field>
          </div>
          {isLimit && number !== rateLimitRpm && (
            <Button
              working={update.working}
              disabledReason={update.disabledReason}
              onClick={() => void update.run({ id, rateLimitRpm: number })}
            >
              Save the limit
            </Button>
          )}
        </div>
        {update.error && (
          <p role="alert" className="text-12 text-red">
            {update.error.message}. {update.error.hint}
          </p>
        )}
      </div>
    </Section>
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
