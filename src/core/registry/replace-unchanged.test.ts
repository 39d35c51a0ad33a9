import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256Hex } from './registry-document.ts';
import { replaceUnchanged, SecondName } from './replace-unchanged.ts';

let directory: string;
let file: string;
const sha256 = sha256Hex(Buffer.from('old'));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lmcp-replace-'));
  file = join(directory, 'a.yaml');
  writeFileSync(file, 'old');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const text = () => readFileSync(file, 'utf8');

it('replaces the file that it was told of, and leaves nothing else', async () => {
  await replaceUnchanged(file, 'new', sha256);
  expect(text()).toBe('new');
  expect(readdirSync(directory)).toEqual(['a.yaml']);
});

it('leaves another file alone', async () => {
  writeFileSync(file, 'by hand');
  await expect(replaceUnchanged(file, 'new', sha256)).rejects.toMatchObject({
    code: 'stale',
    data: { sha256: sha256Hex(Buffer.from('by hand')) },
  });
  expect(text()).toBe('by hand');
  expect(readdirSync(directory)).toEqual(['a.yaml']);
});

it('puts back what was written into the file while it was replaced', () => {
  const original = new SecondName(file);
  const [secondName = ''] = readdirSync(directory).filter((name) => name.endsWith('.old'));
  const replaceBy = (next: string) => {
    writeFileSync(join(directory, 'next'), next);
    renameSync(join(directory, 'next'), file);
  };
  replaceBy('new');
  original.putBackIfWritten(sha256, 'new');
  expect(text()).toBe('new');
  writeFileSync(join(directory, secondName), 'by hand');
  replaceBy('by hand and later');
  expect(() => original.putBackIfWritten(sha256, 'new')).toThrow();
  expect(text()).toBe('by hand and later');
  replaceBy('new');
  expect(() => original.putBackIfWritten(sha256, 'new')).toThrow();
  expect(text()).toBe('by hand');
  original.remove();
  expect(readdirSync(directory)).toEqual(['a.yaml']);
});
