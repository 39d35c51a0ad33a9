import { useState } from 'react';
import { AppError } from '../../../shared/errors.ts';
import { useActReason, useCall, useMethod } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { useToast } from '../../ui/toasts.tsx';
import { toText } from './parse-setting.ts';
import { readSetting } from './read-setting.ts';
import type { SettingField, SettingValue } from './setting-field.ts';

export type SettingsInForce = MethodOutput<'engine.settings'>;

export interface SettingsModel {
  /** Undefined until the engine has answered. */
  readonly inForce: SettingsInForce | undefined;
  readonly save: (field: SettingField, value: SettingValue) => void;
  /** The setting that the engine is taking. */
  readonly working: string | null;
  /** The last change that was not taken, and why. */
  readonly refused: { readonly path: string; readonly why: string } | null;
  readonly refuse: (path: string, why: string) => void;
  /** Rises whenever the engine refused: what was typed then gives way to what is in force. */
  readonly refusals: number;
  readonly disabledReason: string | null;
}

/** The settings in force, and how one of them is changed: at once, with an undo, never over a file that changed in between. */
export function useSettings(): SettingsModel {
  const { data: inForce } = useMethod('engine.settings', {});
  const call = useCall();
  const toast = useToast();
  const disabledReason = useActReason();
  const [working, setWorking] = useState<string | null>(null);
  const [refusals, setRefusals] = useState(0);
  const [refused, setRefused] = useState<SettingsModel['refused']>(null);

  const apply = async (change: Change) => {
    const { field, to, from, expectedSha256 } = change;
    setWorking(field.path);
    setRefused(null);
    try {
      const { sha256 } = await call('engine.setSettings', {
        expectedSha256,
        changes: [{ path: field.path.split('.'), value: to }],
      });
      const back = { field, to: from, from: to, expectedSha256: sha256 };
      toast({
        text: `${field.title}: ${inWords(to)}`,
        action: { label: 'Undo', run: () => void apply(back) },
      });
    } catch (error) {
      setRefused({ path: field.path, why: whyNot(error) });
      setRefusals((count) => count + 1);
    } finally {
      setWorking(null);
    }
  };

  return {
    inForce,
    save: (field, value) => {
      if (inForce === undefined) return;
      const from = readSetting(inForce.settings, field.path);
      if (from === null || toText(from) === toText(value)) return;
      void apply({ field, to: value, from, expectedSha256: inForce.sha256 });
    },
    working,
    refused,
    refusals,
    refuse: (path, why) => setRefused({ path, why }),
    disabledReason,
  };
}

interface Change {
  readonly field: SettingField;
  readonly to: SettingValue;
  readonly from: SettingValue;
  /** The file that the person saw. */
  readonly expectedSha256: string;
}

function whyNot(error: unknown): string {
  if (!(error instanceof AppError)) return String(error);
  const { lines } = error.data ?? {};
  const missed = Array.isArray(lines) ? ` What changed: ${lines.join('; ')}.` : '';
  return `${toSentence(error.message)}${missed} ${error.hint}`;
}

function inWords(value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? 'none' : value.join(', ').slice(0, 80);
}
