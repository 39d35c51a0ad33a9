import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEngine } from '../helpers/engine.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lmcp-mirror-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

it('the mirror of the original LMCP lies beside the registry, whatever the working directory is', async () => {
  const registry = { lmcp: { audit_log: 'logs/audit.log' }, clients: { a: {} } };
  const engine = await startEngine({ registry, directory });
  const rows = await engine.rows();
  await engine.stop();
  const lines = (await readFile(join(directory, 'logs', 'audit.log'), 'utf8')).trim().split('\n');
  const kinds = lines.map((line) => JSON.parse(line).kind);
  expect(kinds.at(0)).toBe('engine.started');
  expect(kinds.at(-1)).toBe('engine.stopped');
  expect(kinds).toContain('token.rotated');
  expect(lines).toContain(JSON.stringify(rows.at(-1)));
});

it.skipIf(process.platform === 'win32')(
  'a pipe that nobody reads is reported, and holds up neither calls nor the end',
  async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const registry = { lmcp: { audit_log: pipe }, clients: { a: {} } };
    const engine = await startEngine({ registry, directory });
    await expect.poll(() => engine.logged.join('')).toContain('audit.mirror_failed');
    await engine.api.clients.rotate({ id: 'a' });
    await engine.stop();
    expect(engine.logged.join('')).toContain('engine.stopped');
  },
);
