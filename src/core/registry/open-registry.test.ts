import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { modeOf, RegistryFolder, samplePolicy } from '../../../test/helpers/registry-folder.ts';
import type { WireError } from '../../shared/errors.ts';
import { defaultRegistryText } from './default-registry.ts';
import type { Registry } from './registry.ts';
import type { RegistryChange } from './snapshot.ts';
import { watchQuietMs } from './watch-file.ts';

let folder: RegistryFolder;

beforeEach(() => {
  folder = new RegistryFolder();
});

afterEach(() => folder.remove());

describe('opening', () => {
  it('creates a missing file, readable for its owner only, that grants nothing', async () => {
    folder.path = join(folder.directory, 'new', 'registry.yaml');
    const registry = await folder.open();
    expect(folder.text).toBe(defaultRegistryText);
    expect(modeOf(folder.path)).toBe('600');
    expect(modeOf(join(folder.directory, 'new'))).toBe('700');
    expect(registry.current).toMatchObject({ revision: 1, clients: new Map(), servers: new Map() });
  });

  it('refuses a first file that is not good', async () => {
    await expect(folder.open('lmcp: { port: x }')).rejects.toMatchObject({
      code: 'registry_invalid',
    });
    await expect(folder.open('')).rejects.toMatchObject({ code: 'registry_invalid' });
    await expect(folder.open('lmcp: { host: 0.0.0.0 }')).rejects.toMatchObject({
      code: 'not_supported_yet',
    });
  });

  it('warns about a file that others can read or write', async () => {
    folder.write('version: 1\n');
    chmodSync(folder.path, 0o644);
    await folder.open();
    expect(folder.log.events('warn')).toEqual(['registry.file_mode']);
  });

  it('refuses a link that leads nowhere', async () => {
    symlinkSync(join(folder.directory, 'nowhere'), folder.path);
    await expect(folder.open()).rejects.toMatchObject({ code: 'registry_invalid' });
  });

  it('freezes what is in force', async () => {
    const { current } = await folder.open(samplePolicy);
    const files = current.servers.get('files');
    expect(Reflect.set(current.lmcp, 'port', 1)).toBe(false);
    expect(Object.isFrozen(files?.tool_policy.deny)).toBe(true);
  });
});

describe('reloading', () => {
  it('P-44 PO-15: a truncated registry is refused wherever it is cut, and the old policy stays', async () => {
    const registry = await folder.open(samplePolicy);
    const refused: WireError[] = [];
    registry.onRefused((problem) => refused.push(problem));
    const good = registry.current;
    for (let length = 0; length < samplePolicy.length - 1; length += 1) {
      folder.write(samplePolicy.slice(0, length));
      const change = await registry.reload();
      if (change !== null) {
        // Cut between two entries: nothing may be left that allows more than before.
        expect(change.servers).toMatchObject({ added: [], changed: [] });
        expect(change.clients).toMatchObject({ added: [], changed: [] });
        folder.write(samplePolicy);
        await registry.reload();
        continue;
      }
      expect(registry.current.servers.get('files')).toEqual(good.servers.get('files'));
      expect(registry.problem?.code).toBe('registry_invalid');
    }
    expect(refused.length).toBeGreaterThan(10);
    expect(folder.log.events('error')).toContain('registry.refused');
  });

  it('PO-15: tells once about each bad file, and forgets the problem when it is mended', async () => {
    const registry = await folder.open(samplePolicy);
    const refused: string[] = [];
    registry.onRefused((problem) => refused.push(problem.message));
    folder.write('lmcp: { prot: 1 }\n');
    await registry.reload();
    await registry.reload();
    expect(refused).toEqual([`${folder.path}:1:9: lmcp.prot: unknown key, did you mean "port"?`]);
    rmSync(folder.path);
    await registry.reload();
    expect(registry.problem).toMatchObject({
      message: `${folder.path} cannot be opened: ENOENT`,
      hint: expect.stringContaining('version: 1'),
    });
    folder.write(samplePolicy);
    expect(await registry.reload()).toBeNull();
    expect(registry.problem).toBeNull();
    expect(registry.current.revision).toBe(1);
  });

  it('says exactly what changed', async () => {
    const registry = await folder.open(samplePolicy);
    const changes: RegistryChange[] = [];
    registry.onChanged((change) => changes.push(change));
    folder.write(
      `lmcp: { port: 7400, limits: { rpm: 5 } }\n${samplePolicy}  more: { transport: stdio, command: x }\n`,
    );
    await registry.reload();
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      lmcp: ['port', 'limits.rpm'],
      clients: { added: [], changed: [], removed: [] },
      servers: { added: ['more'], changed: [], removed: [] },
      after: { revision: 2 },
    });
    expect(registry.current).toBe(changes[0]?.after);
  });

  it('a server that breaks is removed, and added again when it is mended', async () => {
    const registry = await folder.open(samplePolicy);
    folder.write(samplePolicy.replace('command: run', 'comand: run'));
    expect((await registry.reload())?.servers).toEqual({
      added: [],
      changed: [],
      removed: ['files'],
    });
    expect(registry.problem).toBeNull();
    await expect(registry.resolve('files')).rejects.toMatchObject({ code: 'registry_invalid' });
    folder.write(samplePolicy);
    expect((await registry.reload())?.servers).toEqual({
      added: ['files'],
      changed: [],
      removed: [],
    });
  });

  it('a listener that throws stops nobody else', async () => {
    const registry = await folder.open(samplePolicy);
    let told = 0;
    registry.onChanged(() => {
      throw new Error('a listener of somebody else');
    });
    const unsubscribe = registry.onChanged(() => (told += 1));
    folder.write(`${samplePolicy}# more\n`);
    await registry.reload();
    expect(told).toBe(1);
    unsubscribe();
    folder.write(samplePolicy);
    await registry.reload();
    expect(told).toBe(1);
  });
});

describe('watching', () => {
  async function changeBy(registry: Registry, write: () => void): Promise<RegistryChange> {
    const changed = new Promise<RegistryChange>((resolve) => registry.onChanged(resolve));
    write();
    await vi.waitFor(() => expect(folder.clock.pendingCount).toBe(1));
    folder.clock.advance(watchQuietMs);
    return await changed;
  }

  it('picks up a file that an editor wrote in place or replaced', async () => {
    const registry = await folder.open(samplePolicy, { watch: true });
    const first = await changeBy(registry, () => folder.write(`${samplePolicy}# 1\n`));
    expect(first.after.revision).toBe(2);
    const second = await changeBy(registry, () => {
      writeFileSync(join(folder.directory, 'swap'), `${samplePolicy}# 2\n`);
      renameSync(join(folder.directory, 'swap'), folder.path);
    });
    expect(second.after.revision).toBe(3);
  });

  it('follows a symbolic link, and writes to what it points at', async () => {
    const real = join(folder.directory, 'dotfiles', 'lmcp.yaml');
    mkdirSync(join(folder.directory, 'dotfiles'));
    writeFileSync(real, samplePolicy, { mode: 0o600 });
    symlinkSync(real, folder.path);
    const registry = await folder.open(undefined, { watch: true });
    await changeBy(registry, () => writeFileSync(real, `${samplePolicy}# by hand\n`));
    await registry.edit([{ path: ['clients', 'cursor'], value: {} }]);
    expect(readFileSync(real, 'utf8')).toContain('cursor: {}');
    expect(lstatSync(folder.path).isSymbolicLink()).toBe(true);
    expect(readFileSync(folder.path, 'utf8')).toBe(readFileSync(real, 'utf8'));
    expect(existsSync(`${real}.1`)).toBe(true);
  });

  it('follows a link that is pointed at another file, and leaves the first one alone', async () => {
    const files = ['one', 'two'].map((name) => join(folder.directory, name, 'lmcp.yaml'));
    const [first = '', second = ''] = files;
    for (const [index, file] of files.entries()) {
      mkdirSync(dirname(file));
      writeFileSync(file, samplePolicy.replace('vscode', `client${index}`), { mode: 0o600 });
    }
    symlinkSync(first, folder.path);
    const registry = await folder.open(undefined, { watch: true });
    const switched = await changeBy(registry, () => {
      symlinkSync(second, `${folder.path}.new`);
      renameSync(`${folder.path}.new`, folder.path);
    });
    expect([...switched.after.clients.keys()]).toEqual(['client1']);
    await registry.edit([{ path: ['clients', 'cursor'], value: {} }]);
    expect(readFileSync(second, 'utf8')).toContain('cursor: {}');
    expect(readFileSync(first, 'utf8')).not.toContain('cursor');
    folder.clock.advance(watchQuietMs);
    const byHand = await changeBy(registry, () => writeFileSync(second, samplePolicy));
    expect([...byHand.after.clients.keys()]).toEqual(['vscode']);
  });

  it('stops when it is closed', async () => {
    const registry = await folder.open(samplePolicy, { watch: true });
    folder.write(`${samplePolicy}# 1\n`);
    await vi.waitFor(() => expect(folder.clock.pendingCount).toBe(1));
    registry.close();
    expect(folder.clock.pendingCount).toBe(0);
  });
});

it('resolves with the registry, and names what it does not know', async () => {
  const registry = await folder.open(
    samplePolicy.replace('command: run', 'command: "${env:CMD}"'),
    {
      env: { CMD: 'run' },
    },
  );
  expect(await registry.resolve('files')).toMatchObject({ transport: 'stdio', command: 'run' });
  await expect(registry.resolve('nobody')).rejects.toMatchObject({ code: 'unknown_name' });
});

it('names an allowed server that does not exist', async () => {
  await folder.open('clients: { a: { allow_servers: [ghost] } }\n');
  expect(folder.log.entries).toContainEqual({
    level: 'warn',
    event: 'registry.unknown_server_allowed',
    fields: { client: 'a', server: 'ghost' },
  });
});
