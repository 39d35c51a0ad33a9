import { FileText, KeyRound, Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import type { DraftValue } from './server-draft.ts';

export interface ServerValuesProps {
  /** `Environment` or `Headers`. */
  label: string;
  values: readonly DraftValue[];
  onChange: (values: readonly DraftValue[]) => void;
  error?: string | undefined;
}

/** Names and values of env or headers. What is stored is never shown; typing replaces it. */
export function ServerValues({ label, values, onChange, error }: ServerValuesProps) {
  const replace = (at: number, next: Partial<DraftValue>) =>
    onChange(values.map((value, index) => (index === at ? { ...value, ...next } : value)));
  const adder = useRef<HTMLButtonElement>(null);
  const add = () => onChange([...values, { key: '', value: '', secret: true, stored: false }]);
  return (
    <fieldset className="flex min-w-0 flex-col gap-6">
      <legend className="mb-4 font-550 text-12">{label}</legend>
      {values.map((value, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps its place while its name is typed.
          key={index}
          className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto_auto] items-center gap-6"
        >
          <Input
            mono
            // A new row is typed into at once.
            autoFocus={!value.stored}
            aria-label={`${label}: name`}
            placeholder={label === 'Headers' ? 'Name' : 'NAME'}
            readOnly={value.stored}
            value={value.key}
            onChange={(event) => replace(index, { key: event.target.value })}
          />
          <Input
            mono
            type={value.secret ? 'password' : 'text'}
            aria-label={`${label}: value of ${value.key || 'the new name'}`}
            placeholder={value.stored ? 'Set; type to replace' : 'Value'}
            value={value.value}
            onChange={(event) => replace(index, { value: event.target.value })}
          />
          <Button
            icon={value.secret ? KeyRound : FileText}
            aria-pressed={value.secret}
            aria-label={`Keep ${value.key || 'the new value'} secret`}
            className="w-80"
            onClick={() => replace(index, { secret: !value.secret })}
          >
            {value.secret ? 'Secret' : 'Plain'}
          </Button>
          <IconButton
            icon={X}
            label={`Remove ${value.key || 'this row'}`}
            onClick={() => {
              onChange(values.filter((_, at) => at !== index));
              adder.current?.focus();
            }}
          />
        </div>
      ))}
      {error !== undefined && <p className="text-12 text-red">{error}</p>}
      {values.length > 0 && (
        <p className="text-12 text-ink-3">
          A secret goes to the secret store and is never shown again; what is plain stands in
          registry.yaml.
        </p>
      )}
      <div>
        <Button ref={adder} size="small" icon={Plus} onClick={add}>
          Add {label === 'Headers' ? 'a header' : 'a variable'}
        </Button>
      </div>
    </fieldset>
  );
}
