import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RegistryFolder, samplePolicy } from '../../../test/helpers/registry-folder.ts';
import { type ChangeDescription, describeChange } from './difference.ts';
import type { RegistryEdit } from './registry.ts';
import { viewRegistry } from './view.ts';

let folder: RegistryFolder;

beforeEach(() => {
  folder = new RegistryFolder();
});

afterEach(() => folder.remove());

async function describeEdits(text: string, ...edits: RegistryEdit[]): Promise<ChangeDescription> {
  const registry = await folder.open(text);
  const change = await registry.preview(edits);
  if (change === null) throw new Error('nothing changed');
  return describeChange(change);
}

const secretive = `servers:
  a:
    transport: stdio
    command: run
    args: [--token, canary-1, --port, "80"]
    env: { KEY: canary-2, EMPTY: "" }
  b:
    transport: http
    url: https://u:canary-3@h.example/mcp?key=canary-4
    headers: { Authorization: Bearer canary-5 }
`;

describe('describeChange', () => {
  it('tells settings, clients and servers in lines that a person reads', async () => {
    const { lines } = await describeEdits(
      samplePolicy,
      { path: ['lmcp', 'port'], value: 7400 },
      { path: ['lmcp', 'limits', 'rpm'], value: 60 },
      { path: ['clients', 'vscode', 'allow_servers'], value: ['notes'] },
      { path: ['clients', 'cursor', 'allow_servers'], value: ['files', 'notes'] },
      { path: ['clients', 'guest'], value: {} },
      { path: ['servers', 'files', 'tool_policy', 'deny'], value: ['write_file', 'delete_file'] },
      { path: ['servers', 'files', 'cwd'], value: '/srv' },
      { path: ['servers', 'notes'], value: { transport: 'stdio', command: 'run', args: ['-v'] } },
    );
    expect(lines).toEqual([
      'lmcp.port: 7345 -> 7400 (needs a restart)',
      'lmcp.limits.rpm: 600 -> 60',
      'clients.cursor added, may reach files, notes',
      'clients.guest added, reaches nothing',
      'clients.vscode.allow_servers: + notes, - files',
      'servers.notes added: run -v',
      'servers.files.tool_policy.deny: ["delete_file","write_file"] -> ["write_file","delete_file"]',
      'servers.files.cwd: /srv',
    ]);
  });

  it('SE-1: env, header, URL and argument secrets are never in it, but that they changed is', async () => {
    const { lines, difference } = await describeEdits(
      secretive,
      { path: ['servers', 'a', 'env', 'KEY'], value: 'canary-6' },
      { path: ['servers', 'a', 'env', 'EMPTY'], value: 'canary-7' },
      { path: ['servers', 'a', 'env', 'MORE'], value: 'canary-8' },
      { path: ['servers', 'a', 'args', 1], value: 'canary-9' },
      { path: ['servers', 'b', 'url'], value: 'https://u:canary-10@h.example/mcp?key=canary-11' },
      { path: ['servers', 'b', 'headers', 'Authorization'], value: undefined },
    );
    expect(lines).toEqual([
      'servers.a.env.EMPTY: empty -> set',
      'servers.a.env.MORE: set',
      'servers.b.headers.Authorization removed (was set)',
      'servers.a.args changed',
      'servers.a.env.KEY changed',
      'servers.b.url changed',
    ]);
    expect(JSON.stringify(difference)).not.toContain('canary');
    expect(difference).toContainEqual({
      op: 'changed',
      path: 'servers.a.env.KEY',
      from: 'set',
      to: 'set',
    });
  });

  it('SE-1: an entry that comes or goes is masked as well', async () => {
    const { difference } = await describeEdits(secretive, {
      path: ['servers', 'a'],
      value: undefined,
    });
    expect(difference).toMatchObject([
      { op: 'removed', path: 'servers.a', from: { env: { KEY: 'set', EMPTY: 'empty' } } },
    ]);
    expect(JSON.stringify(difference)).not.toContain('canary');
  });

  it('names a server that broke, with the reason', async () => {
    const registry = await folder.open(samplePolicy);
    folder.write(samplePolicy.replace('command: run', 'comand: run'));
    const change = await registry.reload();
    expect(change && describeChange(change).lines).toEqual([
      'servers.files removed',
      expect.stringContaining('servers.files is disabled: '),
    ]);
  });

  it('says when only the layout changed', async () => {
    const registry = await folder.open(samplePolicy);
    folder.write(`${samplePolicy}# a comment\n`);
    const change = await registry.reload();
    expect(change && describeChange(change)).toEqual({
      lines: ['Comments or layout only'],
      difference: [],
    });
  });

  it('counts what is too much for one audit row', async () => {
    const edits = Array.from({ length: 230 }, (_, index) => ({
      path: ['clients', `c${index}`],
      value: {},
    }));
    const { lines, difference } = await describeEdits(samplePolicy, ...edits);
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe('and 30 more');
    expect(difference.at(-1)).toEqual({ op: 'more', count: 30 });
  });
});

describe('viewRegistry', () => {
  it('SE-6: shows env and header values as set or empty, and no credential of a URL or argument', async () => {
    const registry = await folder.open(`${secretive}  c: { transport: stdio }\n`);
    const view = viewRegistry(registry.current);
    expect(JSON.stringify(view)).not.toContain('canary');
    expect(view.servers).toMatchObject({
      a: { args: ['--token', 'set', '--port', '80'], env: { KEY: 'set', EMPTY: 'empty' } },
      b: { url: 'https://set@h.example/mcp?key=set', headers: { Authorization: 'set' } },
    });
    expect(view.broken.c?.code).toBe('registry_invalid');
    expect(view.revision).toBe(1);
  });
});
