import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editText } from './edit-document.ts';
import { keepLayout } from './keep-layout.ts';
import type { RegistryPath } from './registry.ts';
import { parseRegistryDocument } from './registry-document.ts';

const original = readFileSync(
  new URL('../../../test/fixtures/original-registry.yaml', import.meta.url),
  'utf8',
);

const keptLayout = (before: string, rewritten: string) =>
  keepLayout(before, rewritten, parse(rewritten));

function leaves(value: unknown, path: RegistryPath = []): RegistryPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]: [string | number, unknown]) =>
    leaves(inner, [...path, key]),
  );
}

function valueAt(data: unknown, path: RegistryPath): unknown {
  return path.reduce<unknown>(
    (holder, part) =>
      typeof holder === 'object' && holder ? Reflect.get(holder, part) : undefined,
    data,
  );
}

describe('keepLayout', () => {
  const paths = leaves(parse(original));

  it('each single value of a registry can be changed, and nothing but its line changes', () => {
    expect(paths.length).toBeGreaterThan(40);
    const document = parseRegistryDocument('registry.yaml', Buffer.from(original));
    for (const path of paths) {
      const after = editText(document, [{ path, value: 'new value: #1' }]);
      expect(valueAt(parse(after), path)).toBe('new value: #1');
      const old = original.split('\n');
      const next = after.split('\n');
      const changed = next.filter((line, index) => line !== old[index]);
      expect([path.join('.'), changed.length]).toEqual([path.join('.'), 1]);
      expect(next).toHaveLength(old.length);
    }
  });

  it('takes the rewritten text where white space has a meaning', () => {
    expect(keptLayout('a: "x y"\n', 'a: "xy"\n')).toBe('a: "xy"\n');
    expect(keptLayout('a: |\n  x\n\n\n  y\n', 'a: |\n  x\n\n  y\n')).toBe('a: |\n  x\n\n  y\n');
  });

  it('keeps blank lines, and lists over several lines', () => {
    const before = 'a: [1,\n  2]\n\n\nb: 1\n';
    expect(keptLayout(before, 'a: [ 1, 2 ]\n\nb: 2\n')).toBe('a: [1,\n  2]\n\n\nb: 2\n');
  });

  it('gives up on a file that is changed all over', () => {
    const lines = (prefix: string) =>
      Array.from({ length: 1_100 }, (_, index) => `${prefix}${index}: [1,2]`).join('\n');
    const rewritten = lines('b').replaceAll('[1,2]', '[ 1, 2 ]');
    expect(keptLayout(lines('a'), rewritten)).toBe(rewritten);
  });
});
