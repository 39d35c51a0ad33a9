import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import { openEncryptedFile } from './encrypted-file.ts';
import { openKeyFile } from './key-file.ts';
import { createMemorySecretStore } from './memory.ts';
import { describeSecretStore } from './secret-store.behaviour.ts';

const canary = 'CANARY-5d1c6f0a';

function encryptedFile(dir: string, passphrase = 'correct horse', create = true) {
  return openEncryptedFile({ path: join(dir, 'secrets.enc'), passphrase, create });
}

function keyFile(dir: string, create = true) {
  return openKeyFile({ path: join(dir, 'secrets.enc'), keyPath: join(dir, 'secrets.key'), create });
}

function contentOf(dir: string): string {
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'latin1'))
    .join('\n');
}

describeSecretStore('memory', async () => async () => createMemorySecretStore(), false);

describeSecretStore('encrypted file', async () => {
  const dir = temporaryDirectory();
  return () => encryptedFile(dir);
});

describeSecretStore('key file', async () => {
  const dir = temporaryDirectory();
  return () => keyFile(dir);
});

describe('the encrypted file', () => {
  it('SE-1 SE-4: is 0600 and holds neither names nor values in plain text', async () => {
    const dir = temporaryDirectory();
    const store = await encryptedFile(dir);
    await store.set(`server/${canary}/KEY`, canary);
    expect(readdirSync(dir)).toEqual(['secrets.enc']);
    expect(statSync(join(dir, 'secrets.enc')).mode & 0o777).toBe(0o600);
    for (const form of [canary, Buffer.from(canary).toString('base64').slice(0, 16)]) {
      expect(contentOf(dir)).not.toContain(form);
    }
  });

  it('SE-4: a wrong passphrase is locked, not empty', async () => {
    const dir = temporaryDirectory();
    await (await encryptedFile(dir)).set('client/a', 'one');
    const before = contentOf(dir);
    await expect(encryptedFile(dir, 'wrong')).rejects.toMatchObject({
      code: 'secret_store_locked',
    });
    expect(contentOf(dir)).toBe(before);
  });

  it('SE-4: a passphrase works in either Unicode form', async () => {
    const dir = temporaryDirectory();
    await (await encryptedFile(dir, 'caf\u00e9')).set('client/a', 'one');
    expect(await (await encryptedFile(dir, 'cafe\u0301')).get('client/a')).toBe('one');
  });

  it('SE-4: a file that went missing is an error, not a new store', async () => {
    const dir = temporaryDirectory();
    await expect(encryptedFile(dir, 'any', false)).rejects.toMatchObject({
      code: 'secret_store_unavailable',
    });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('SE-4: a write that fails is reported and changes nothing', async () => {
    const dir = temporaryDirectory();
    const store = await encryptedFile(dir);
    await store.set('client/a', 'one');
    rmSync(dir, { recursive: true });
    await expect(store.set('client/a', 'two')).rejects.toMatchObject({
      code: 'secret_store_unavailable',
    });
    expect(await store.get('client/a')).toBe('one');
  });
});

describe('the key file', () => {
  it('SE-4: key and secrets are 0600', async () => {
    const dir = temporaryDirectory();
    await (await keyFile(dir)).set('client/a', canary);
    for (const name of ['secrets.enc', 'secrets.key']) {
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    }
    expect(contentOf(dir)).not.toContain(canary);
  });

  it('SE-4: a key that others may read is refused', async () => {
    const dir = temporaryDirectory();
    await keyFile(dir);
    chmodSync(join(dir, 'secrets.key'), 0o640);
    await expect(keyFile(dir)).rejects.toMatchObject({ code: 'secret_store_unavailable' });
  });

  it.each(['secrets.key', 'secrets.enc'])(
    'SE-4: without %s it does not start over',
    async (gone) => {
      const dir = temporaryDirectory();
      await (await keyFile(dir)).set('client/a', 'one');
      rmSync(join(dir, gone));
      const before = readdirSync(dir);
      await expect(keyFile(dir, false)).rejects.toMatchObject({ code: 'secret_store_unavailable' });
      expect(readdirSync(dir)).toEqual(before);
    },
  );

  it('SE-4: does not open what a passphrase closed, nor the other way round', async () => {
    const dir = temporaryDirectory();
    await encryptedFile(dir);
    await expect(keyFile(dir)).rejects.toMatchObject({ code: 'secret_store_unavailable' });
    const other = temporaryDirectory();
    await keyFile(other);
    await expect(encryptedFile(other)).rejects.toMatchObject({ code: 'secret_store_unavailable' });
  });
});
