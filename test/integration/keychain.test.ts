import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { openKeychain } from '../../src/core/secrets/keychain.ts';
import { openSecretStore } from '../../src/core/secrets/open-secret-store.ts';
import { describeSecretStore } from '../../src/core/secrets/secret-store.behaviour.ts';
import { filesHolding } from '../helpers/file-search.ts';
import { KeyringSession, missingKeyringPrograms } from '../helpers/keyring-session.ts';
import { LogRecorder } from '../helpers/log-recorder.ts';

const reader = fileURLToPath(new URL('../helpers/keychain-reader.ts', import.meta.url));
const canary = 'CANARY-keyring-81c2';
const missing = process.platform === 'linux' ? missingKeyringPrograms() : ['Linux'];
if (missing.length === 0 && !hasBinding()) missing.push('keytar');
let count = 0;
// The hooks of a skipped suite do not run.
if (missing.length > 0) {
  process.stdout.write(`keychain tests run: 0 (missing: ${missing.join(', ')})\n`);
}

function hasBinding(): boolean {
  try {
    createRequire(import.meta.url)('keytar');
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(missing.length > 0)('a real keyring', () => {
  const session = new KeyringSession();
  const directories: string[] = [];

  function dataDir(): string {
    const dir = mkdtempSync(join(tmpdir(), 'lmcp-keychain-'));
    directories.push(dir);
    return dir;
  }

  function open(dir: string, create: boolean) {
    const indexPath = join(dir, 'keychain-index.json');
    return openKeychain({ indexPath, create, clock: systemClock });
  }

  /** libsecret stays with the daemon it met first, so that a new one takes a new process. */
  async function readInNewProcess(dir: string, name: string): Promise<string> {
    const indexPath = join(dir, 'keychain-index.json');
    const { stdout } = await promisify(execFile)(process.execPath, [reader, indexPath, name]);
    return stdout;
  }

  beforeAll(async () => {
    // Set before libsecret asks for it, which it does once for each process.
    process.env.DBUS_SESSION_BUS_ADDRESS = await session.start();
  });

  afterEach(() => {
    count += 1;
  });

  afterAll(async () => {
    process.stdout.write(`keychain tests run: ${count}\n`);
    await session.stop();
    for (const dir of directories) rmSync(dir, { recursive: true, force: true });
  });

  describeSecretStore('keychain (gnome-keyring)', async () => {
    const dir = dataDir();
    return () => open(dir, true);
  });

  it('SE-1: the value is in no file in plain text, in the data directory or the keyring', async () => {
    const dir = dataDir();
    const store = await open(dir, true);
    await store.set('server/a/KEY', canary);
    expect(readdirSync(dir)).toEqual(['keychain-index.json']);
    expect(filesHolding(dir, canary)).toEqual([]);
    expect(filesHolding(session.home, canary)).toEqual([]);
  });

  it('SE-4: auto takes the keychain where there is one', async () => {
    const recorded: string[] = [];
    const store = await openSecretStore({
      choice: 'auto',
      recorded: null,
      record: (backend) => recorded.push(backend),
      dataDir: dataDir(),
      allowKeyFile: true,
      clock: systemClock,
      log: new LogRecorder(),
    });
    expect(store.backend).toBe('keychain');
    expect(recorded).toEqual(['keychain']);
  });

  it('SE-2 P-64: locked, every call is a typed error and nothing is written; at the next login all is there', async () => {
    const dir = dataDir();
    const store = await open(dir, true);
    await store.set('client/a', canary);
    await session.lock();
    const locked = { code: 'secret_store_locked' };
    await expect(store.get('client/a')).rejects.toMatchObject(locked);
    await expect(store.set('client/a', `${canary}-next`)).rejects.toMatchObject(locked);
    await expect(store.set('client/b', `${canary}-next`)).rejects.toMatchObject(locked);
    await expect(store.delete('client/a')).rejects.toMatchObject(locked);
    const restarted = await open(dir, false);
    await expect(restarted.get('client/a')).rejects.toMatchObject(locked);
    await expect(open(dataDir(), true)).rejects.toMatchObject(locked);
    expect(filesHolding(dir, canary)).toEqual([]);
    expect(filesHolding(session.home, canary)).toEqual([]);

    await session.restartKeyring();
    expect(await readInNewProcess(dir, 'client/a')).toBe(canary);
  });

  it('SE-2: without a Secret Service it is unavailable, and nothing is left behind', async () => {
    await session.stopKeyring();
    const dir = dataDir();
    await expect(open(dir, true)).rejects.toMatchObject({ code: 'secret_store_unavailable' });
    expect(readdirSync(dir)).toEqual([]);
  });
});
