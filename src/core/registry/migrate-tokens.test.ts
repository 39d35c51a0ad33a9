import { chmodSync, copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modeOf, RegistryFolder } from '../../../test/helpers/registry-folder.ts';
import { AppError } from '../../shared/errors.ts';

let folder: RegistryFolder;

beforeEach(() => {
  folder = new RegistryFolder();
});

afterEach(() => folder.remove());

describe('a registry of the original LMCP', () => {
  const original = new URL('../../../test/fixtures/original-registry.yaml', import.meta.url);

  it('loads with every key, and its tokens move into the secret store', async () => {
    copyFileSync(original, folder.path);
    const { current } = await folder.open();
    expect(folder.adopted).toEqual([
      [null, 'mgmt-3f9c2b7a41d84e55a0c6'],
      ['editor', 'editor-7d1e0f62c9ab4c3fb8'],
    ]);
    expect(current.broken.size).toBe(0);
    expect(current.lmcp).toMatchObject({ audit_log: 'logs/audit.log', limits: { rpm: 240 } });
    expect(current.lmcp).not.toHaveProperty('rate_limit_rpm');
    expect(current.clients.get('editor')).toMatchObject({
      allow_url_token: true,
      rate_limit_rpm: 60,
    });
    expect(current.servers.get('models')).toMatchObject({
      timeouts: { initialize_s: 30, tools_call_s: 300, retry_on_timeout: 1, retry_backoff_s: 1.5 },
      tool_policy: { mode: 'allow_all', tools: [], deny: ['delete_model'] },
    });
    expect(current.servers.get('images')).toMatchObject({
      tool_policy: { mode: 'allow_list', tools: ['list_items', 'render\\*exact'], deny: [] },
    });
    for (const entry of current.servers.values()) {
      expect(entry.tool_policy).not.toHaveProperty('allow_tools');
      expect(entry).not.toHaveProperty('stdio_mode');
    }
  });

  it('AU-4 SE-1: no token is left on disk, and the file is for its owner only', async () => {
    copyFileSync(original, folder.path);
    chmodSync(folder.path, 0o644);
    await folder.open();
    for (const name of readdirSync(folder.directory))
      expect(readFileSync(join(folder.directory, name), 'utf8')).not.toMatch(
        /mgmt-3f9c|editor-7d1e|(?<!url_)token:/,
      );
    expect(modeOf(folder.path)).toBe('600');
    expect(folder.log.events('info')).toEqual(['registry.token_moved', 'registry.token_moved']);
    expect(JSON.stringify(folder.log.entries)).not.toMatch(/mgmt-3f9c|editor-7d1e/);
    const before = folder.text;
    await folder.open();
    expect(folder.text).toBe(before);
    expect(folder.adopted).toHaveLength(2);
  });

  it('a placeholder token lets nobody in', async () => {
    copyFileSync(original, folder.path);
    const { current } = await folder.open();
    expect(current.clients.get('assistant')?.allow_url_token).toBe(false);
    expect(folder.log.events('warn')).toContain('registry.placeholder_token_removed');
  });

  it('SE-2: a locked secret store leaves the file as it is', async () => {
    const text = 'clients: { a: { token: abcdefghijklmnopqrstuvwxyz } }\n';
    const locked = () => Promise.reject(new AppError('secret_store_locked'));
    await expect(folder.open(text, { adoptToken: locked })).rejects.toMatchObject({
      code: 'secret_store_locked',
    });
    expect(folder.text).toBe(text);
  });

  it('hands nothing over when the file cannot be rewritten', async () => {
    const text = 'clients: { a: &a { token: abcdefghijklmnopqrstuvwxyz }, b: *a }\n';
    await expect(folder.open(text)).rejects.toMatchObject({ code: 'registry_invalid' });
    expect(folder.adopted).toEqual([]);
    expect(folder.text).toBe(text);
  });

  it('a token that is written by hand later moves as well; a reference is no token', async () => {
    const registry = await folder.open('version: 1\n');
    folder.write('clients: { a: { token: short, allow_url_token: false } }\n');
    const change = await registry.reload();
    expect(change?.clients.added).toEqual(['a']);
    expect(registry.current.clients.get('a')?.allow_url_token).toBe(false);
    expect(folder.text).toBe('clients: { a: { allow_url_token: false } }\n');
    expect(folder.adopted).toEqual([['a', 'short']]);
    expect(folder.log.events('warn')).toContain('registry.weak_token');
    folder.write('clients: { a: { token: "${env:T}" } }\n');
    expect(await registry.reload()).toBeNull();
    expect(registry.problem?.message).toContain(
      'clients.a.token: a token is not read from a reference',
    );
  });
});
