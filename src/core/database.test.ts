import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, sqliteCode } from './database.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lmcp-database-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('openDatabase', () => {
  it('P-68 AD-2 AD-3: WAL, synchronous FULL and a library of 3.51.3 or later are in force', () => {
    const database = openDatabase(join(dir, 'a.db'), { durability: 'power-loss' });
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('recursive_triggers', { simple: true })).toBe(1);
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    expect(version.localeCompare('3.51.3', 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
    database.close();
  });

  it('P-68: `crash` is NORMAL, and FULL is what an open without a word gets', () => {
    const crash = openDatabase(join(dir, 'a.db'), { durability: 'crash' });
    expect(crash.pragma('synchronous', { simple: true })).toBe(1);
    crash.close();
    const unsaid = openDatabase(join(dir, 'b.db'));
    expect(unsaid.pragma('synchronous', { simple: true })).toBe(2);
    unsaid.close();
  });

  it('AD-23: the file, its WAL and its index are 0600 in a 0700 directory', () => {
    const path = join(dir, 'inner', 'a.db');
    const database = openDatabase(path);
    database.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)');
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(dir, 'inner')).mode & 0o777).toBe(0o700);
    database.close();
  });

  it('opens read-only only what exists, and never writes to it', () => {
    expect(() => openDatabase(join(dir, 'none.db'), { readonly: true })).toThrow();
    const path = join(dir, 'a.db');
    const writer = openDatabase(path);
    writer.exec('CREATE TABLE t (x)');
    const reader = openDatabase(path, { readonly: true });
    let code: string | null = null;
    try {
      reader.exec('INSERT INTO t VALUES (1)');
    } catch (error) {
      code = sqliteCode(error);
    }
    expect(code).toBe('SQLITE_READONLY');
    reader.close();
    writer.close();
  });

  it('AD-4: reads what a killed writer left in the middle of a transaction', () => {
    const path = join(dir, 'a.db');
    const writer = openDatabase(path);
    // How a segment is while it is made and while it is sealed.
    writer.pragma('journal_mode = DELETE');
    writer.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)');
    writer.pragma('cache_size = 1');
    writer.exec('BEGIN');
    for (let row = 0; row < 2_000; row++) {
      writer.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(100));
    }
    const killed = join(dir, 'killed.db');
    for (const suffix of ['', '-journal']) copyFileSync(path + suffix, killed + suffix);
    writer.exec('ROLLBACK');
    writer.close();

    const reader = openDatabase(killed, { readonly: true });
    expect(reader.prepare('SELECT count(*) FROM t').pluck().get()).toBe(1);
    reader.close();
  });
});
