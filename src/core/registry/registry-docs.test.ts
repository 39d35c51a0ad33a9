import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allRegistryKeys } from '../../shared/registry-keys.ts';
import { checkRegistry } from './check-registry.ts';
import { parseRegistryDocument } from './registry-document.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root));

/** The rows of the tables under "Every key": key -> default as it is written. */
function documentedKeys(): Map<string, string> {
  const text = read('docs/registry.md').toString();
  const tables = text.slice(text.indexOf('## Every key'));
  const rows = tables.matchAll(/^\| `([^`]+)` \| [^|]+ \| (?:`([^`]*)`)? ?\| [^|]+\|$/gm);
  return new Map([...rows].map(([, key = '', value = '']) => [key, value]));
}

function written(value: unknown): string {
  if (value === undefined || JSON.stringify(value) === '{}') return '';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

describe('docs/registry.md', () => {
  it('explains every key of the schema and no other, with its default', () => {
    const keys = [...allRegistryKeys()].map(([key, value]) => [key, written(value)]);
    expect(Object.fromEntries(documentedKeys())).toEqual(Object.fromEntries(keys));
    expect(keys.length).toBeGreaterThan(90);
  });
});

describe('examples', () => {
  const names = readdirSync(new URL('examples/', root)).filter((name) => name.endsWith('.yaml'));

  it('are there', () => expect(names).toContain('stdio.yaml'));

  it.each(names)('%s is a registry in which every grant names a server', (name) => {
    const document = parseRegistryDocument(name, read(`examples/${name}`));
    const { clients, servers, broken } = checkRegistry(document);
    expect([...broken.values()]).toEqual([]);
    expect(servers.size).toBeGreaterThan(0);
    for (const entry of clients.values())
      for (const server of entry.allow_servers) expect([...servers.keys()]).toContain(server);
  });
});
