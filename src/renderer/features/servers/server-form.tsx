import { Checkbox } from '../../ui/checkbox.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Textarea } from '../../ui/textarea.tsx';
import type { DraftErrors, ServerDraft } from './server-draft.ts';
import { ServerValues } from './server-values.tsx';

export interface ServerFormProps {
  draft: ServerDraft;
  errors: DraftErrors;
  onChange: (draft: ServerDraft) => void;
  /** What has a good default lies behind one line. */
  folded?: boolean;
}

/** What a server runs or connects to, and how it is treated; for a new one and for one that is there. */
export function ServerForm({ draft, errors, onChange, folded = false }: ServerFormProps) {
  const set = (change: Partial<ServerDraft>) => onChange({ ...draft, ...change });
  const treatment = <Treatment draft={draft} set={set} />;
  return (
    <div className="flex flex-col gap-14">
      {draft.transport === 'stdio' ? (
        <CommandFields {...{ draft, errors, set }} />
      ) : (
        <Field label="URL" error={errors.url}>
          <Input
            mono
            value={draft.url}
            placeholder="https://example.com/mcp"
            onChange={(event) => set({ url: event.target.value })}
          />
        </Field>
      )}
      <ServerValues
        label={draft.transport === 'http' ? 'Headers' : 'Environment'}
        values={draft.values}
        onChange={(values) => set({ values })}
        error={errors.values}
      />
      {folded ? (
        <Disclosure className="font-550 text-ink-2" summary="Folder, start, sharing, review">
          <div className="mt-12 flex flex-col gap-14">{treatment}</div>
        </Disclosure>
      ) : (
        treatment
      )}
    </div>
  );
}

interface TreatmentProps {
  draft: ServerDraft;
  set: (change: Partial<ServerDraft>) => void;
}

function Treatment({ draft, set }: TreatmentProps) {
  return (
    <>
      {draft.transport === 'stdio' && (
        <Field label="Folder" optional>
          <Input
            mono
            value={draft.cwd}
            placeholder="~/projects"
            onChange={(event) => set({ cwd: event.target.value })}
          />
        </Field>
      )}
      <Field label="Description" optional>
        <Input
          value={draft.description}
          onChange={(event) => set({ description: event.target.value })}
        />
      </Field>
      <div className="flex flex-wrap gap-x-24 gap-y-12">
        {draft.transport === 'stdio' && (
          <Choice label="Start">
            <Segmented
              label="Start"
              value={draft.autostart ? 'with' : 'use'}
              segments={[
                { value: 'use', label: 'On first use' },
                { value: 'with', label: 'With LMCP' },
              ]}
              onChange={(start) => set({ autostart: start === 'with' })}
            />
          </Choice>
        )}
        <Choice label="Process">
          <Segmented
            label="Process"
            value={draft.sharing}
            segments={[
              { value: 'shared', label: 'One for all' },
              { value: 'per_client', label: 'Per client' },
              { value: 'per_session', label: 'Per session' },
            ]}
            onChange={(sharing) => set({ sharing })}
          />
        </Choice>
      </div>
      <Checkbox
        checked={draft.trust === 'review'}
        onChange={(review) => set({ trust: review ? 'review' : 'first_use' })}
        label="Review its tools before anybody can call them"
        hint="Otherwise what it lists first is approved, and only later changes wait for you."
      />
    </>
  );
}

interface CommandFieldsProps {
  draft: ServerDraft;
  errors: DraftErrors;
  set: (change: Partial<ServerDraft>) => void;
}

function CommandFields({ draft, errors, set }: CommandFieldsProps) {
  const rows = Math.min(8, Math.max(2, draft.args.split('\n').length));
  return (
    <>
      <Field label="Command" error={errors.command}>
        <Input
          mono
          value={draft.command}
          placeholder="npx"
          onChange={(event) => set({ command: event.target.value })}
        />
      </Field>
      <Field label="Arguments" hint="One on each line. No shell reads them.">
        <Textarea
          mono
          rows={rows}
          value={draft.args}
          onChange={(event) => set({ args: event.target.value })}
        />
      </Field>
    </>
  );
}

function Choice({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-4">
      <span className="font-550 text-12" aria-hidden>
        {label}
      </span>
      {children}
    </div>
  );
}
