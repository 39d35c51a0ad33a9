import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveCommand } from './resolve-command.ts';

let root = '';
const at = (...parts: string[]) => join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lmcp-path-'));
  for (const folder of ['first', 'second', 'first/dir-named']) await mkdir(at(folder));
  for (const [file, mode] of [
    ['first/plain', 0o644],
    ['second/plain', 0o755],
    ['second/tool', 0o755],
    ['second/dir-named', 0o755],
  ] as const) {
    await writeFile(at(file), '');
    await chmod(at(file), mode);
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('resolveCommand', () => {
  const search = () => ({ path: `${at('first')}::${at('second')}`, cwd: root });

  it('finds the first executable file on the PATH; directories and plain files are none', async () => {
    expect(await resolveCommand('tool', search())).toBe(at('second/tool'));
    expect(await resolveCommand('dir-named', search())).toBe(at('second/dir-named'));
    if (process.getuid?.() !== 0) {
      expect(await resolveCommand('plain', search())).toBe(at('second/plain'));
    }
  });

  it('a command with a separator is looked for from cwd, not on the PATH', async () => {
    expect(await resolveCommand('./second/tool', search())).toBe(at('second/tool'));
    expect(await resolveCommand(at('second/tool'), search())).toBe(at('second/tool'));
    await expect(resolveCommand('./tool', search())).rejects.toMatchObject({
      code: 'command_not_found',
      message: `\`./tool\` was not found: looked at ${at('tool')}`,
    });
  });

  it('says what was searched', async () => {
    await expect(resolveCommand('nothing', search())).rejects.toMatchObject({
      code: 'command_not_found',
      message: `\`nothing\` was not found: searched ${at('first')}, ${at('second')}`,
    });
  });
});
