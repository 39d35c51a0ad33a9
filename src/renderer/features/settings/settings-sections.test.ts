import { describe, expect, it } from 'vitest';
import { daemonSettings } from '../../../shared/registry-daemon.ts';
import { readSetting } from './read-setting.ts';
import { settingSections } from './settings-sections.ts';

const fields = settingSections.flatMap((section) => section.fields);
const defaults: Record<string, unknown> = daemonSettings.parse({});

/** The settings with one value at a path such as `limits.rpm`. */
function withValue(path: string, value: unknown): unknown {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

describe('settings', () => {
  it.each(fields.map((field) => [field.path, field] as const))(
    '%s is a setting of the registry, and its control offers what the registry takes',
    (path, field) => {
      const value = readSetting(defaults, path);
      expect(value === null).toBe(field.kind === 'switch');
      const takes = (value: unknown) => daemonSettings.safeParse(withValue(path, value)).success;
      if (field.kind === 'number') {
        expect([takes(field.min), takes(field.max)]).toEqual([true, true]);
        expect(takes(field.min - 1)).toBe(false);
      }
      if (field.kind === 'choice') {
        expect(field.options.filter(({ value }) => !takes(value))).toEqual([]);
        expect(takes('something else')).toBe(false);
      }
      if (field.kind === 'switch') expect([takes(true), takes(false)]).toEqual([true, true]);
      if (field.kind === 'list') expect(takes([field.placeholder])).toBe(true);
    },
  );
});
