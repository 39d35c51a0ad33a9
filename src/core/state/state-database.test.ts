import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LogRecorder } from '../../../test/helpers/log-recorder.ts';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import type { LaunchRecord } from '../supervisor/launches.ts';
import { createHistory } from './history.ts';
import { createLaunches } from './launches.ts';
import { type Migration, migrations } from './migrations.ts';
import { createSettings } from './settings.ts';
import { openState, type StateDatabase } from './state-database.ts';

function open(path: string, steps?: readonly Migration[]): StateDatabase {
  const state = openState(path, { log: new LogRecorder(), ...(steps && { steps }) });
  onTestFinished(() => state.close());
  return state;
}

function freshPath(): string {
  return join(temporaryDirectory(), 'state.db');
}

describe('state.db', () => {
  it('AD-23: is 0600, in WAL mode with synchronous FULL', () => {
    const path = freshPath();
    const { db } = open(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
  });

  it('is migrated once, and keeps what it holds', () => {
    const path = freshPath();
    const first = open(path);
    createSettings(first.db).set('key', 'value');
    first.close();
    const { db } = open(path);
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(createSettings(db).get('key')).toBe('value');
  });

  it('brings an older file up to date step by step', () => {
    const path = freshPath();
    open(path, migrations.slice(0, 1)).close();
    const { db } = open(path, [
      ...migrations.slice(0, 1),
      { name: 'more', sql: 'CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT' },
    ]);
    expect(db.pragma('user_version', { simple: true })).toBe(2);
    expect(db.prepare('SELECT count(*) FROM more').pluck().get()).toBe(0);
  });

  it('a step that fails leaves the version before it, whole', () => {
    const path = freshPath();
    const broken = {
      name: 'broken',
      sql: 'CREATE TABLE half (id INTEGER) STRICT; SELECT nonsense;',
    };
    expect(() => open(path, [...migrations, broken])).toThrow();
    const { db } = open(path);
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(
      0,
    );
  });

  it('of a newer LMCP is refused and left as it is', () => {
    const path = freshPath();
    const newer = { name: 'newer', sql: 'CREATE TABLE newer (id INTEGER) STRICT' };
    open(path, [...migrations, newer]).close();
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'state_too_new' }));
    open(path, [...migrations, newer]);
  });
});

describe('settings', () => {
  it('make the database id with the file, and keep it', () => {
    const path = freshPath();
    const first = open(path);
    const { databaseId } = createSettings(first.db);
    expect(databaseId).toMatch(/^[0-9a-f]{32}$/);
    first.close();
    expect(createSettings(open(path).db).databaseId).toBe(databaseId);
    expect(createSettings(open(freshPath()).db).databaseId).not.toBe(databaseId);
  });

  it('SE-4: record the secret store once', () => {
    const settings = createSettings(open(freshPath()).db);
    expect(settings.secretBackend).toBeNull();
    settings.recordSecretBackend('key_file');
    settings.recordSecretBackend('keychain');
    expect(settings.secretBackend).toBe('key_file');
  });

  it('SE-4: an unknown secret store does not read as "none chosen yet"', () => {
    const { db } = open(freshPath());
    createSettings(db).set('secret_backend', 'vault');
    expect(() => createSettings(db)).toThrow(expect.objectContaining({ code: 'state_too_new' }));
  });

  it('are set, replaced and removed', () => {
    const settings = createSettings(open(freshPath()).db);
    settings.set('a', '1');
    settings.set('a', '2');
    expect(settings.get('a')).toBe('2');
    settings.remove('a');
    expect(settings.get('a')).toBeUndefined();
  });
});

describe('launches', () => {
  const launch: LaunchRecord = {
    pid: 4_711,
    identity: 'boot 1, started 42',
    processGroup: 4_711,
    serverId: 'files',
    launchKey: 'key',
    startedUs: 1_780_000_000_000_001,
  };

  it('SU-7: outlive the engine, until the child was seen to end', () => {
    const path = freshPath();
    const first = open(path);
    createLaunches(first.db).record(launch);
    createLaunches(first.db).record({ ...launch, pid: 4_712, startedUs: 1 });
    first.close();
    const launches = createLaunches(open(path).db);
    expect(launches.all()).toEqual([{ ...launch, pid: 4_712, startedUs: 1 }, launch]);
    launches.remove(4_712);
    expect(launches.all()).toEqual([launch]);
  });

  it('SU-7: a pid that is used again replaces the record before it', () => {
    const launches = createLaunches(open(freshPath()).db);
    launches.record(launch);
    launches.record({ ...launch, identity: 'boot 1, started 99' });
    expect(launches.all()).toEqual([{ ...launch, identity: 'boot 1, started 99' }]);
  });
});

describe('history', () => {
  const entry = {
    atUs: 1_780_000_000_000_000,
    revision: 1,
    sha256: 'a'.repeat(64),
    actor: 'operator/socket',
    text: 'version: 1\n',
    lines: [],
    changes: [],
  };

  it('gives the newest first, and finds a registry by its digest', () => {
    const history = createHistory(open(freshPath()).db);
    const second = { ...entry, revision: 2, sha256: 'b'.repeat(64), text: null };
    history.append(entry);
    history.append(second);
    history.append({ ...entry, revision: 3 });
    expect(history.latest(2)).toEqual([{ ...entry, revision: 3 }, second]);
    expect(history.find(second.sha256)).toEqual(second);
    expect(history.find(entry.sha256)?.revision).toBe(3);
    expect(history.find('c'.repeat(64))).toBeUndefined();
    expect(history.latest(10, 3).map(({ revision }) => revision)).toEqual([2, 1]);
  });

  it('keeps what a revision changed and who changed it', () => {
    const history = createHistory(open(freshPath()).db);
    history.append({ ...entry, actor: 'operator/file' });
    const told = { actor: 'operator/http', lines: ['one'], changes: [{ client: 'a' }] };
    history.explain(1, told);
    history.explain(2, told);
    expect(history.at(1)).toEqual({ ...entry, ...told });
    expect(history.at(2)).toBeUndefined();
  });
});
