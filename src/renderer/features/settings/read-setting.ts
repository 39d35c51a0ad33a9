import type { SettingValue } from './setting-field.ts';

/** The value at a path such as `limits.rpm`, or null where there is none that the page can show. */
export function readSetting(
  settings: Readonly<Record<string, unknown>>,
  path: string,
): SettingValue | null {
  let value: unknown = settings;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  return null;
}
