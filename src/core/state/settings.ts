import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Database } from '../database.ts';
import type { SecretBackend } from '../secrets/secret-store.ts';

/** Small facts of this data directory that outlive the engine; never a secret. */
export interface Settings {
  /** 16 random bytes in hex, made with the file: the audit chain starts from it. */
  readonly databaseId: string;
  /** The secret store chosen at the first start, or null before that. */
  readonly secretBackend: SecretBackend | null;
  recordSecretBackend(backend: SecretBackend): void;
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

const databaseIdKey = 'database_id';
const secretBackendKey = 'secret_backend';
const backends: readonly SecretBackend[] = ['keychain', 'encrypted_file', 'key_file', 'memory'];

/** What tells which log and which secret store belong to a data directory. */
export type RecordedChoices = Pick<Settings, 'databaseId' | 'secretBackend'>;

/** Reads them and writes none, so null before the first start. @throws AppError as `createSettings`. */
export function readChoices(db: Database): RecordedChoices | null {
  const select = db.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  const databaseId = select.get(databaseIdKey);
  if (databaseId === undefined) return null;
  return { databaseId, secretBackend: toBackend(select.get(secretBackendKey)) };
}

/** The `setting` table of state.db. @throws AppError `state_too_new` for a secret store this LMCP does not know. */
export function createSettings(db: Database): Settings {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?');
  const upsert = db.prepare<[string, string]>(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const insertOnce = db.prepare<[string, string]>(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
  );
  const erase = db.prepare<[string]>('DELETE FROM setting WHERE key = ?');
  const get = (key: string) => select.get(key)?.value;

  insertOnce.run(databaseIdKey, randomBytes(16).toString('hex'));
  const databaseId = String(get(databaseIdKey));
  const readBackend = () => toBackend(get(secretBackendKey));
  readBackend();
  return {
    databaseId,
    get secretBackend() {
      return readBackend();
    },
    recordSecretBackend: (backend) => void insertOnce.run(secretBackendKey, backend),
    get,
    set: (key, value) => void upsert.run(key, value),
    remove: (key) => void erase.run(key),
  };
}

/** Unknown must not read as "none chosen yet": that would start over with an empty store. */
function toBackend(recorded: string | undefined): SecretBackend | null {
  if (recorded === undefined) return null;
  const backend = backends.find((name) => name === recorded);
  if (backend) return backend;
  throw new AppError('state_too_new', `state.db names an unknown secret store: ${recorded}`);
}
