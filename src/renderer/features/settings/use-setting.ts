import { useState } from 'react';
import { type Edit, type Stale, useEdit } from '../../editing/use-edit.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { useToast } from '../../ui/toasts.tsx';
import { parseSetting, toText } from './parse-setting.ts';
import { readSetting } from './read-setting.ts';
import type { SettingField, SettingValue } from './setting-field.ts';

export type SettingsInForce = MethodOutput<'engine.settings'>;

export interface SettingModel {
  /** What is typed and not saved yet; null where the value in force stands. */
  readonly typed: string | null;
  /** Null gives up what was typed. */
  readonly type: (text: string | null) => void;
  /** Saves what was typed. */
  readonly take: () => void;
  readonly save: (value: SettingValue) => void;
  /** Saves what was typed on top of a registry that changed in the meantime. */
  readonly saveOnTop: (stale: Stale) => void;
  /** Why what was typed is no value of this setting. */
  readonly invalid: string | null;
  readonly edit: Edit<'engine.setSettings', SettingsInForce>;
}

/** One setting, and how it is changed: at once, with an undo. What was typed stays until it is in force or given up. */
export function useSetting(field: SettingField, inForce: SettingsInForce): SettingModel {
  const [typed, setTyped] = useState<string | null>(null);
  const [invalid, setInvalid] = useState<string | null>(null);
  const edit = useEdit('engine.setSettings', inForce, typed !== null);
  const toast = useToast();

  const put = async (to: SettingValue, from: SettingValue, seen?: string): Promise<boolean> => {
    const changes = [{ path: field.path.split('.'), value: to }];
    const done = await edit.run({ changes }, seen);
    if (done === null) return false;
    setTyped(null);
    const back = async () => {
      if (!(await put(from, to, done.sha256)))
        toast({ tone: 'bad', text: `${field.title}: not put back` });
    };
    toast({
      text: `${field.title}: ${inWords(to)}`,
      action: { label: 'Undo', run: () => void back() },
    });
    return true;
  };
  const save = (value: SettingValue, seen?: string) => {
    const from = readSetting(inForce.settings, field.path);
    if (from === null) return;
    if (toText(from) === toText(value)) setTyped(null);
    else void put(value, from, seen);
  };
  const take = (seen?: string) => {
    if (typed === null) return;
    const parsed = parseSetting(field, typed);
    setInvalid(parsed.ok ? null : parsed.why);
    if (parsed.ok) save(parsed.value, seen);
  };
  return {
    typed,
    type: (text) => {
      setTyped(text);
      if (text !== null) return;
      setInvalid(null);
      edit.reset();
    },
    // Until the person has read what changed, leaving the field saves nothing.
    take: () => edit.stale === null && take(),
    save: (value) => save(value),
    saveOnTop: ({ sha256 }) => take(sha256),
    invalid,
    edit,
  };
}

function inWords(value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? 'none' : value.join(', ').slice(0, 80);
}
