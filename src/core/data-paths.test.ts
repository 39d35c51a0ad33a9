import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDataDir, toUnusable } from './data-paths.ts';

describe('the data directory', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lmcp-data-paths-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('AD-23: it is made, for its owner only', () => {
    const { dir } = prepareDataDir(join(folder, 'a', 'b'));
    if (process.platform !== 'win32') expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('AD-17: a full disk at the start is named as one, and other errors stay what they are', () => {
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    expect(toUnusable('/d', full)).toMatchObject({
      code: 'database_unusable',
      message: 'The data directory /d cannot be used: SQLITE_FULL',
      hint: expect.stringContaining('Free disk space'),
    });
    const damaged = Object.assign(new Error('malformed'), { code: 'SQLITE_NOTADB' });
    expect(toUnusable('/d', damaged)).toMatchObject({
      hint: expect.stringContaining('restore it from a backup'),
    });
    const other = new TypeError('x');
    expect(toUnusable('/d', other)).toBe(other);
  });

  it('AD-23: one that cannot be made is named, with what to do', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const [path, reason] of [
      [file, 'EEXIST'],
      [join(file, 'below'), 'ENOTDIR'],
    ] as const)
      expect(() => prepareDataDir(path)).toThrow(
        expect.objectContaining({
          code: 'database_unusable',
          message: `The data directory ${path} cannot be used: ${reason}`,
          hint: expect.stringContaining('--data'),
        }),
      );
  });
});
