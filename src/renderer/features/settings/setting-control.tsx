import { type KeyboardEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Textarea } from '../../ui/textarea.tsx';
import { parseSetting, toText } from './parse-setting.ts';
import type { SettingField, SettingValue } from './setting-field.ts';

export interface SettingControlProps {
  field: SettingField;
  /** In force. */
  value: SettingValue;
  labelId: string;
  working: boolean;
  disabledReason: string | null;
  onChange: (value: SettingValue) => void;
  /** Another value forgets what was typed. */
  draftOf: number;
  /** What was typed is no value of this setting. */
  onInvalid: (why: string) => void;
}

/** The control that fits the kind of a setting. It shows what is in force until the engine has taken another value. */
export function SettingControl(props: SettingControlProps) {
  const { field, value, labelId, working, disabledReason, onChange } = props;
  if (field.kind === 'choice')
    return (
      <>
        {working && <Spinner />}
        <Select
          aria-labelledby={labelId}
          value={toText(value)}
          options={field.options}
          disabled={disabledReason !== null}
          aria-disabled={working || undefined}
          title={disabledReason ?? undefined}
          onChange={(next) => {
            if (!working) onChange(next);
          }}
        />
      </>
    );
  if (field.kind === 'switch')
    return (
      <Switch
        label={field.title}
        checked={value === true}
        working={working}
        disabledReason={disabledReason}
        onChange={onChange}
      />
    );
  return field.kind === 'list' ? <ListControl {...props} /> : <LineControl {...props} />;
}

/** What is typed. A value that came from elsewhere starts it anew; the control stays, and the focus in it. */
function useDraft({ value, draftOf }: SettingControlProps) {
  const text = toText(value);
  const from = `${draftOf} ${text}`;
  const [draft, setDraft] = useState({ from, text });
  const set = (typed: string) => setDraft({ from, text: typed });
  return [draft.from === from ? draft.text : text, set] as const;
}

/** One line: taken with Enter or on leaving, put back with Escape. */
function LineControl(props: SettingControlProps) {
  const { field, value, labelId, working, disabledReason, onChange, onInvalid } = props;
  const [draft, setDraft] = useDraft(props);
  const take = () => {
    if (working || draft === toText(value)) return;
    const parsed = parseSetting(field, draft);
    if (parsed.ok) onChange(parsed.value);
    else onInvalid(parsed.why);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take();
    if (event.key !== 'Escape' || draft === toText(value)) return;
    event.preventDefault();
    setDraft(toText(value));
  };
  return (
    <>
      {working && <Spinner />}
      {field.kind === 'number' && value === 0 && field.zero !== undefined && (
        <span className="text-12 text-ink-3">{field.zero}</span>
      )}
      <span className={field.kind === 'number' ? 'w-84' : 'w-140'}>
        <Input
          aria-labelledby={labelId}
          mono={field.kind === 'text' && field.mono === true}
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          value={draft}
          // Not disabled while the engine is asked: that would take the focus away.
          readOnly={working}
          disabled={disabledReason !== null}
          title={disabledReason ?? undefined}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={take}
          onKeyDown={onKeyDown}
        />
      </span>
      {field.kind === 'number' && field.unit !== undefined && (
        <span className="text-12 text-ink-3">{field.unit}</span>
      )}
    </>
  );
}

/** Several entries, edited in a panel of their own. */
function ListControl(props: SettingControlProps) {
  const { field, value, working, disabledReason, onChange } = props;
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useDraft(props);
  const count = Array.isArray(value) ? value.length : 0;
  const words = count === 0 ? 'None' : `${count} listed`;
  const take = () => {
    const parsed = parseSetting(field, draft);
    if (parsed.ok) onChange(parsed.value);
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label={field.title}
      trigger={
        <Button
          working={working}
          disabledReason={disabledReason}
          aria-label={`${words}: ${field.title}`}
        >
          {words}
        </Button>
      }
    >
      <div className="flex w-320 flex-col gap-8">
        <label htmlFor={`list-${field.path}`}>One a line</label>
        <Textarea
          id={`list-${field.path}`}
          mono
          rows={6}
          placeholder={field.kind === 'list' ? field.placeholder : ''}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
        <div className="flex justify-end gap-8">
          <Button size="small" onClick={() => setOpen(false)}>
            Cancel
          </Button>
          <Button size="small" tone="primary" onClick={take}>
            Save the list
          </Button>
        </div>
      </div>
    </Popover>
  );
}
