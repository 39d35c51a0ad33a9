import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modeOf, RegistryFolder, samplePolicy } from '../../../test/helpers/registry-folder.ts';

/** Saves like an editor, by a rename, at the moment in which the backup is there and the new text is not. */
const saveOnceBackedUp = `
const { existsSync, renameSync, writeFileSync } = require('node:fs');
const { parentPort, workerData: { path, saved } } = require('node:worker_threads');
writeFileSync(path + '.editor', saved);
parentPort.postMessage('ready');
while (!existsSync(path + '.1'));
renameSync(path + '.editor', path);
`;

let folder: RegistryFolder;

beforeEach(() => {
  folder = new RegistryFolder();
});

afterEach(() => folder.remove());

describe('editing', () => {
  it('comes into force at once, 0600, with a backup that holds no secret', async () => {
    const registry = await folder.open(
      samplePolicy.replace('command: run', 'command: run\n    env: { K: canary }'),
    );
    chmodSync(folder.path, 0o644);
    const change = await registry.edit([{ path: ['lmcp', 'limits', 'rpm'], value: 7 }]);
    expect(change?.lmcp).toEqual(['limits.rpm']);
    expect(registry.current.lmcp.limits.rpm).toBe(7);
    expect(folder.text).toContain('canary');
    expect(modeOf(folder.path)).toBe('600');
    expect(readFileSync(`${folder.path}.1`, 'utf8')).not.toContain('canary');
    expect(modeOf(`${folder.path}.1`)).toBe('600');
    expect(await registry.reload()).toBeNull();
  });

  it('keeps five backups, the newest first', async () => {
    const registry = await folder.open(samplePolicy);
    for (let rpm = 1; rpm <= 7; rpm += 1)
      await registry.edit([{ path: ['lmcp', 'limits', 'rpm'], value: rpm }]);
    const names = readdirSync(folder.directory).sort();
    expect(names).toEqual(['registry.yaml', ...[1, 2, 3, 4, 5].map((n) => `registry.yaml.${n}`)]);
    expect(readFileSync(`${folder.path}.1`, 'utf8')).toContain('rpm: 6');
    expect(readFileSync(`${folder.path}.5`, 'utf8')).toContain('rpm: 2');
  });

  it.each([
    [{ path: ['lmcp', 'prot'], value: 1 }, 'registry_invalid'],
    [{ path: ['lmcp', 'host'], value: '0.0.0.0' }, 'not_supported_yet'],
    [{ path: ['servers', 'files', 'command'], value: 5 }, 'registry_invalid'],
    [
      { path: ['servers', 'other'], value: { transport: 'external', manifest: 'm' } },
      'not_supported_yet',
    ],
    [{ path: ['clients', 'vscode', 'token'], value: 'plain-text-token' }, 'registry_invalid'],
  ])('PO-15: a bad edit is refused whole and nothing is written (%#)', async (bad, code) => {
    const registry = await folder.open(samplePolicy);
    const good = { path: ['lmcp', 'port'], value: 7400 };
    await expect(registry.edit([good, bad])).rejects.toMatchObject({ code });
    expect(folder.text).toBe(samplePolicy);
    expect(readdirSync(folder.directory)).toEqual(['registry.yaml']);
    expect(registry.current.revision).toBe(1);
  });

  it('refuses to write over what it has not seen', async () => {
    const registry = await folder.open(samplePolicy);
    const { sha256 } = registry.current;
    folder.write(`${samplePolicy}# by hand\n`);
    const edits = [{ path: ['lmcp', 'port'], value: 7400 }];
    await expect(registry.edit(edits, sha256)).rejects.toMatchObject({ code: 'stale' });
    expect(folder.text).toBe(`${samplePolicy}# by hand\n`);
    await registry.edit(edits, registry.current.sha256);
    expect(folder.text).toContain('# by hand');
  });

  it('never overwrites what an editor saves while an edit is being written', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const registry = await folder.open(samplePolicy);
      const saved = `${samplePolicy}# by hand ${round}\n`;
      // A thread of its own, because the edit may go from one step to the next without a pause.
      const editor = new Worker(saveOnceBackedUp, {
        eval: true,
        workerData: { path: folder.path, saved },
      });
      await once(editor, 'message');
      const edit = registry.edit([{ path: ['lmcp', 'limits', 'rpm'], value: round }]);
      const [[code]] = await Promise.all([once(editor, 'exit'), edit.catch(() => null)]);
      expect(code).toBe(0);
      expect(folder.text).toBe(saved);
      rmSync(`${folder.path}.1`);
    }
  });

  it('can mend a broken server, and may leave another one broken', async () => {
    const registry = await folder.open(
      `${samplePolicy}  a: { transport: stdio }\n  b: { transport: stdio }\n`,
    );
    await registry.edit([{ path: ['servers', 'a', 'command'], value: 'x' }]);
    expect([...registry.current.broken.keys()]).toEqual(['b']);
    expect(folder.log.events('warn')).toContain('registry.server_broken');
  });

  it('P-44 PO-15: an edit never carries a refused file into force', async () => {
    const registry = await folder.open(samplePolicy);
    const cut = samplePolicy.slice(0, samplePolicy.indexOf('        - write_file'));
    folder.write(cut);
    const edit = registry.edit([{ path: ['clients', 'cursor'], value: {} }]);
    await expect(edit).rejects.toMatchObject({ code: 'registry_invalid' });
    expect(folder.text).toBe(cut);
    expect(registry.current.servers.get('files')?.tool_policy.deny).toHaveLength(2);
  });

  it('serves edits in the order of the calls', async () => {
    const registry = await folder.open(samplePolicy);
    const ids = Array.from({ length: 8 }, (_, index) => `client${index}`);
    await Promise.all(ids.map((id) => registry.edit([{ path: ['clients', id], value: {} }])));
    expect([...registry.current.clients.keys()]).toEqual(['vscode', ...ids]);
    expect(registry.current.revision).toBe(9);
  });

  it('previews without a trace', async () => {
    const registry = await folder.open(samplePolicy);
    const edits = [{ path: ['clients', 'cursor'], value: {} }];
    expect((await registry.preview(edits))?.clients.added).toEqual(['cursor']);
    await expect(registry.preview(edits, 'other')).rejects.toMatchObject({ code: 'stale' });
    expect(await registry.preview([])).toBeNull();
    expect(folder.text).toBe(samplePolicy);
    expect(registry.current.revision).toBe(1);
  });

  it('an edit that changes nothing writes nothing', async () => {
    const registry = await folder.open(samplePolicy);
    expect(await registry.edit([{ path: ['clients', 'none'], value: undefined }])).toBeNull();
    expect(readdirSync(folder.directory)).toEqual(['registry.yaml']);
  });
});
