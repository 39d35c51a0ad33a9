import {
  closeSync,
  fstatSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callDenied } from '../../../test/helpers/audit-fixture.ts';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import { systemClock } from '../clock.ts';
import { BodyWriter } from './body.ts';
import { genesis } from './chain.ts';
import { Journal } from './journal.ts';
import { linkTail, RangeReader, readRuns } from './journal-files.ts';

const bodies = new BodyWriter(systemClock, 'boot', 0);
const start = genesis('db');

function append(journal: Journal, rows: number): void {
  for (let row = 0; row < rows; row++) {
    journal.write([bodies.denied(callDenied({ reason: 'x'.repeat(900) }))]);
    journal.accept();
  }
}

function tailSeqs(dir: string, head = start): number[] {
  return linkTail(readRuns(dir), head).map(({ seq }) => seq);
}

describe('Journal', () => {
  it('AD-23: its files are 0600', () => {
    const dir = temporaryDirectory();
    new Journal(dir, start).close();
    expect(statSync(join(dir, 'journal.0')).mode & 0o777).toBe(0o600);
  });

  it('AD-4: what was accepted is found by the next reader; what was not is not', () => {
    const dir = temporaryDirectory();
    const journal = new Journal(dir, start);
    append(journal, 3);
    journal.close();
    expect(tailSeqs(dir)).toEqual([1, 2, 3]);
  });

  it('AD-4: a row that was cut short ends the tail', () => {
    const dir = temporaryDirectory();
    const journal = new Journal(dir, start);
    append(journal, 3);
    const [range] = journal.pending();
    journal.close();
    truncateSync(join(dir, 'journal.0'), (range?.toByte ?? 0) - 10);
    expect(tailSeqs(dir)).toEqual([1, 2]);
  });

  it('takes turns between two files and starts each anew once its rows are stored', () => {
    const dir = temporaryDirectory();
    const journal = new Journal(dir, start);
    append(journal, 200);
    const first = journal.pending();
    append(journal, 60);
    journal.stored(first);
    append(journal, 200);
    const rest = journal.pending();
    expect(rest.map(({ file }) => file)).toEqual([0, 1]);
    const frames = rest.flatMap((range) => [...new RangeReader(dir).read(range)]);
    expect(frames.map(({ seq }) => seq)).toEqual(Array.from({ length: 260 }, (_, i) => 201 + i));
    journal.stored(rest);
    append(journal, 1);
    expect(journal.pending()).toEqual([{ file: 1, fromByte: 0, toByte: expect.any(Number) }]);
    expect(tailSeqs(dir, frames.at(-1))).toEqual([461]);
    journal.close();
  });

  it('uses the other file while the first waits to be stored', () => {
    const dir = temporaryDirectory();
    const journal = new Journal(dir, start);
    append(journal, 400);
    const files = journal.pending().map(({ file }) => file);
    expect(files).toEqual([0, 1]);
    expect(tailSeqs(dir)).toEqual(Array.from({ length: 400 }, (_, i) => 1 + i));
    journal.close();
  });

  it('AD-18: reopening reads back what counts, and refuses when the disk does not hold it', () => {
    const dir = temporaryDirectory();
    const journal = new Journal(dir, start);
    append(journal, 3);
    journal.write([bodies.denied(callDenied())]);
    journal.reopen();
    expect(tailSeqs(dir)).toEqual([1, 2, 3]);
    append(journal, 1);
    expect(tailSeqs(dir)).toEqual([1, 2, 3, 4]);
    writeFileSync(join(dir, 'journal.0'), Buffer.alloc(600), { flag: 'r+' });
    expect(() => journal.reopen()).toThrow('does not hold');
    journal.close();
  });

  it('AD-18: a refused row does not come back behind an owed one that is written again', () => {
    const dir = temporaryDirectory();
    const journal = new Journal(dir, start);
    append(journal, 1);
    const owed = bodies.unknownOutcome({
      ...{ callId: callDenied().call_id, round: 0, parentSeq: 1 },
      actor: { type: 'engine', door: 'file' },
    });
    const refused = ['first', 'second'].map((reason) => bodies.denied(callDenied({ reason })));
    journal.write([owed, ...refused]);
    journal.reopen();
    journal.write([owed]);
    journal.accept();
    journal.close();
    expect(tailSeqs(dir)).toEqual([1, 2]);
  });

  it('AD-18: a file that cannot be opened again is tried once more, and nobody else’s is closed', () => {
    const dir = temporaryDirectory();
    const journal = new Journal(dir, start);
    append(journal, 1);
    const path = join(dir, 'journal.1');
    renameSync(path, `${path}.away`);
    expect(() => journal.reopen()).toThrow('ENOENT');
    const others = [openSync(dir, 'r'), openSync(dir, 'r')];
    renameSync(`${path}.away`, path);
    journal.reopen();
    expect(others.map((other) => fstatSync(other).isDirectory())).toEqual([true, true]);
    for (const other of others) closeSync(other);
    append(journal, 1);
    journal.close();
    expect(tailSeqs(dir)).toEqual([1, 2]);
  });
});
