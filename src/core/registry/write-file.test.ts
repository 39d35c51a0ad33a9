import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { modeOf } from '../../../test/helpers/registry-folder.ts';
import { writeFileAtomically } from './write-file.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lmcp-write-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('replaces a file, for its owner only, and leaves nothing else', async () => {
  const file = join(directory, 'a.yaml');
  writeFileSync(file, 'old');
  chmodSync(file, 0o666);
  await writeFileAtomically(file, 'new ✓');
  expect(readFileSync(file, 'utf8')).toBe('new ✓');
  expect(modeOf(file)).toBe('600');
  expect(readdirSync(directory)).toEqual(['a.yaml']);
});

it('a write that fails leaves the old file and no temporary one', async () => {
  mkdirSync(join(directory, 'taken', 'inside'), { recursive: true });
  await expect(writeFileAtomically(join(directory, 'taken'), 'x')).rejects.toThrow();
  expect(readdirSync(directory)).toEqual(['taken']);
});
