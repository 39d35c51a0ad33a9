import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { type ServerEntry, serverEntry } from '../../shared/registry-server.ts';
import { createMemorySecretStore } from '../secrets/memory.ts';
import { resolveServer } from './resolve-server.ts';

const home = mkdtempSync(join(tmpdir(), 'lmcp-resolve-'));
const secrets = createMemorySecretStore();
const sources = { secrets, env: { NAME: 'from env', EMPTY: '' }, home, directory: '/etc/lmcp' };

beforeAll(async () => {
  await secrets.set('server/a/KEY', 'k3y-canary');
  await secrets.set('engine/audit-hmac', 'never');
  writeFileSync(join(home, 'secret.txt'), 'from file\n\n');
  writeFileSync(join(home, 'big'), 'x'.repeat(65_537));
  writeFileSync(join(home, 'full'), 'x'.repeat(65_536));
  writeFileSync(join(home, 'latin1'), Uint8Array.of(0xe4));
  writeFileSync(join(home, 'lines'), 'a\r\nb');
  writeFileSync(join(home, 'nul'), 'a\0b');
  mkdirSync(join(home, 'directory'));
  symlinkSync(join(home, 'secret.txt'), join(home, 'link'));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const stdio = (written: object): ServerEntry =>
  serverEntry.parse({ transport: 'stdio', command: 'run', ...written });
const http = (written: object): ServerEntry =>
  serverEntry.parse({ transport: 'http', url: 'https://h.example/mcp', ...written });

async function failure(entry: ServerEntry): Promise<AppError> {
  try {
    await resolveServer('a', entry, sources);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was resolved');
}

describe('resolveServer', () => {
  it('replaces references in command, args, env and cwd', async () => {
    const entry = stdio({
      command: '~/bin/${env:NAME}',
      args: ['~/projects', '~', '--x=~/y', '$${HOME}', '${secret:a/KEY}'],
      env: {
        FILE: '{file:~/secret.txt}',
        LINK: `{file:${home}/link}`,
        BOTH: '${env:NAME}+${env:EMPTY}',
      },
      cwd: 'work',
    });
    expect(await resolveServer('a', entry, sources)).toEqual({
      transport: 'stdio',
      entry,
      command: `${home}/bin/from env`,
      args: [`${home}/projects`, home, '--x=~/y', '${HOME}', 'k3y-canary'],
      env: { FILE: 'from file\n', LINK: 'from file\n', BOTH: 'from env+' },
      cwd: '/etc/lmcp/work',
    });
  });

  it('replaces references in url and headers', async () => {
    const entry = http({
      url: 'https://${env:NAME}.example/mcp'.replace('${env:NAME}', '${secret:a/KEY}'),
      headers: { Authorization: 'Bearer ${secret:a/KEY}' },
    });
    expect(await resolveServer('a', entry, sources)).toMatchObject({
      url: 'https://k3y-canary.example/mcp',
      headers: { Authorization: 'Bearer k3y-canary' },
    });
  });

  it('takes a file of 64 KiB', async () => {
    const entry = stdio({ env: { K: '{file:~/full}' } });
    expect(await resolveServer('a', entry, sources)).toMatchObject({
      env: { K: 'x'.repeat(65_536) },
    });
  });

  it.each([
    ['${secret:none}', 'no such secret is stored'],
    ['${secret:engine/audit-hmac}', 'no such secret is stored'],
    ['${env:LMCP_NOT_SET}', 'the variable is not set'],
    ['{file:/nowhere/at/all}', 'there is no such file'],
    ['{file:~/directory}', 'it is not a regular file'],
    ['{file:~/big}', 'it is larger than 65536 bytes'],
    ['{file:~/latin1}', 'it is not UTF-8'],
    ['{file:/dev/null}', 'it is not a regular file'],
  ])('an unreadable %s is named with server, key and reason', async (reference, reason) => {
    const error = await failure(stdio({ env: { K: `x${reference}` } }));
    expect(error.code).toBe('reference_unreadable');
    expect(error.message).toBe(`servers.a.env.K: ${reference} cannot be read: ${reason}`);
    expect(error.data).toEqual({ server: 'a', key: 'env.K', reference });
  });

  it.each([
    [http({ headers: { A: '{file:~/lines}' } }), 'headers.A holds characters'],
    [http({ url: '${secret:a/KEY}' }), 'url is no http or https URL'],
    [stdio({ env: { A: '{file:~/nul}' } }), 'env.A holds a NUL'],
    [stdio({ command: '${env:EMPTY}' }), 'command is empty'],
  ])(
    'SE-7: a value that cannot be handed on is refused, not shown (%#)',
    async (entry, message) => {
      const error = await failure(entry);
      expect(error.message).toContain(message);
      expect(error.message).not.toContain('canary');
    },
  );

  it('SE-2: a locked secret store reads as unreadable, never as empty', async () => {
    const locked = {
      ...secrets,
      get: () => Promise.reject(new AppError('secret_store_locked')),
    };
    const run = resolveServer('a', stdio({ env: { K: '${secret:a/KEY}' } }), {
      ...sources,
      secrets: locked,
    });
    await expect(run).rejects.toMatchObject({
      code: 'reference_unreadable',
      message: 'servers.a.env.K: ${secret:a/KEY} cannot be read: The secret store is locked',
    });
  });
});
