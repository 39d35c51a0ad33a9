import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import { type KeySource, readSealedFile, unseal, writeSealedFile } from './sealed-file.ts';

const key = randomBytes(32);
const source: KeySource = { from: 'passphrase', cost: 32_768, block: 8, parallel: 3, salt: 'AAAA' };
const secrets = new Map([['client/a', 'CANARY-value']]);

interface SealedJson {
  format: string;
  key: Record<string, unknown>;
  nonce: string;
  data: string;
  tag: string;
}

async function sealedAt(): Promise<string> {
  const path = join(temporaryDirectory(), 'secrets.enc');
  await writeSealedFile(path, source, key, secrets);
  return path;
}

async function readAndUnseal(path: string, withKey = key) {
  const sealed = await readSealedFile(path);
  return sealed && unseal(sealed, withKey);
}

function flip(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('the sealed file', () => {
  it('SE-4: opens with its key', async () => {
    expect(await readAndUnseal(await sealedAt())).toEqual(secrets);
  });

  it('SE-4: opens with no other key, and the error holds nothing of it', async () => {
    const opened = readAndUnseal(await sealedAt(), randomBytes(32));
    await expect(opened).rejects.toMatchObject({ code: 'secret_store_locked' });
    await expect(opened).rejects.not.toHaveProperty('cause');
  });

  it('SE-4: never uses a nonce twice', async () => {
    const path = await sealedAt();
    const nonces = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      await writeSealedFile(path, source, key, secrets);
      nonces.add(JSON.parse(readFileSync(path, 'utf8')).nonce);
    }
    expect(nonces.size).toBe(20);
  });

  it.each<[string, string, (file: SealedJson) => unknown]>([
    ['data', 'secret_store_locked', (file) => ({ ...file, data: flip(file.data) })],
    ['tag', 'secret_store_locked', (file) => ({ ...file, tag: flip(file.tag) })],
    ['nonce', 'secret_store_locked', (file) => ({ ...file, nonce: flip(file.nonce) })],
    ['a short tag', 'secret_store_locked', (file) => ({ ...file, tag: file.tag.slice(0, 8) })],
    [
      'less work',
      'secret_store_locked',
      (file) => ({ ...file, key: { ...file.key, parallel: 1 } }),
    ],
    [
      'another kind of key',
      'secret_store_locked',
      (file) => ({ ...file, key: { from: 'key_file' } }),
    ],
    [
      'hardly any work',
      'secret_store_unavailable',
      (file) => ({ ...file, key: { ...file.key, cost: 2 } }),
    ],
    [
      'endless work',
      'secret_store_unavailable',
      (file) => ({ ...file, key: { ...file.key, cost: 2 ** 40 } }),
    ],
    ['another format', 'secret_store_unavailable', (file) => ({ ...file, format: 'other' })],
    ['more members', 'secret_store_unavailable', (file) => ({ ...file, more: 1 })],
    ['no object', 'secret_store_unavailable', () => 'text'],
  ])('SE-4: a changed file does not open (%s)', async (_what, code, change) => {
    const path = await sealedAt();
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
    await expect(readAndUnseal(path)).rejects.toMatchObject({ code });
  });

  it.each(['', '{', '\0\0\0\0'])(
    'SE-4: a damaged file is an error, not a new store (%j)',
    async (text) => {
      const path = await sealedAt();
      writeFileSync(path, text);
      await expect(readSealedFile(path)).rejects.toMatchObject({
        code: 'secret_store_unavailable',
      });
    },
  );
});
