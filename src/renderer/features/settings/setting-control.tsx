import { type KeyboardEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Textarea } from '../../ui/textarea.tsx';
import { toText } from './parse-setting.ts';
import type { SettingField, SettingValue } from './setting-field.ts';

export interface SettingControlProps {
  field: SettingField;
  /** In force. */
  value: SettingValue;
  /** What is typed over it; null where nothing is. */
  typed: string | null;
  labelId: string;
  working: boolean;
  disabledReason: string | null;
  /** Null gives up what was typed. */
  onType: (text: string | null) => void;
  /** What is typed is to be saved. */
  onTake: () => void;
  onChange: (value: SettingValue) => void;
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

/** One line: taken with Enter or on leaving, put back with Escape. */
function LineControl(props: SettingControlProps) {
  const { field, value, typed, labelId, working, disabledReason, onType, onTake } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onTake();
    if (event.key !== 'Escape' || event.defaultPrevented || typed === null) return;
    event.preventDefault();
    onType(null);
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
          value={typed ?? toText(value)}
          // Not disabled while the engine is asked: that would take the focus away.
          readOnly={working}
          disabled={disabledReason !== null}
          title={disabledReason ?? undefined}
          onChange={(event) => onType(event.target.value)}
          onBlur={onTake}
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
  const { field, value, typed, working, disabledReason, onType, onTake } = props;
  const [open, setOpen] = useState(false);
  const count = Array.isArray(value) ? value.length : 0;
  const words = count === 0 ? 'None' : `${count} listed`;
  const take = () => {
    onTake();
    setOpen(false);
  };
  const giveUp = () => {
    onType(null);
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
          value={typed ?? toText(value)}
          onChange={(event) => onType(event.target.value)}
        />
        <div className="flex justify-end gap-8">
          <Button size="small" onClick={giveUp}>
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
