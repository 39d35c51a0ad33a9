import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callDenied } from '../../../test/helpers/audit-fixture.ts';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import { systemClock } from '../clock.ts';
import { BodyWriter } from './body.ts';
import { genesis } from './chain.ts';
import { FrameWriter, frameLimit, readFrame } from './frame.ts';
import { isSealed, listSegments, Segment } from './segment.ts';

function frameOf(seq: number) {
  const row = new BodyWriter(systemClock, 'boot', 0).denied(callDenied());
  const buffer = Buffer.alloc(frameLimit(row));
  new FrameWriter().write(buffer, 0, row, seq, genesis('db').hash);
  const frame = readFrame(buffer, 0);
  if (frame === null) throw new Error('the frame does not read back');
  return frame;
}

describe('Segment', () => {
  it('P-67 AD-6: UPDATE, DELETE and INSERT OR REPLACE are refused through the product’s own connection', () => {
    const segment = new Segment(temporaryDirectory(), 1, 'crash');
    segment.insert([frameOf(1), frameOf(2)]);
    const { database } = segment;
    const before = database.prepare('SELECT * FROM entry').all();
    for (const attack of [
      "UPDATE entry SET client_id = 'x' WHERE seq = 1",
      'DELETE FROM entry WHERE seq = 1',
      'INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 1',
      'REPLACE INTO entry SELECT * FROM entry WHERE seq = 2',
    ]) {
      expect(() => database.exec(attack)).toThrow('append-only');
    }
    expect(database.prepare('SELECT * FROM entry').all()).toEqual(before);
    segment.close();
  });

  it('AD-23: a sealed segment is 0400, its WAL is gone and its rows are there', () => {
    const dir = temporaryDirectory();
    const segment = new Segment(dir, 1, 'crash');
    segment.insert([frameOf(1)]);
    segment.seal();
    const [file] = listSegments(dir);
    expect(file && isSealed(file)).toBe(true);
    expect(statSync(join(dir, '000001.db')).mode & 0o777).toBe(0o400);
    expect(statSync(join(dir, '000001.db-wal'), { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('a journal frame', () => {
  it('has the columns of its own row, whatever the one before it had', () => {
    const bodies = new BodyWriter(systemClock, 'boot', 0);
    const frames = new FrameWriter();
    const rows = [
      bodies.denied(callDenied({ item: 'a' })),
      bodies.denied(callDenied({ item: 'a' })),
      bodies.denied(callDenied({ item: '' })),
      bodies.denied(callDenied({ item: 'größe', server: '' })),
      bodies.denied(callDenied({ client: 'other', item: 'größe', server: '' })),
      bodies.event({ kind: 'engine.started', actor: callDenied().actor }),
      bodies.denied(callDenied({ client: 'other', item: 'x'.repeat(5_000) })),
      bodies.denied(callDenied({ item: 'a' })),
    ];
    for (const [index, row] of rows.entries()) {
      const buffer = Buffer.alloc(frameLimit(row));
      const bytes = frames.write(buffer, 0, row, index + 1, genesis('db').hash);
      const frame = readFrame(buffer.subarray(0, bytes), 0);
      expect({ ...frame?.row, body: frame?.body.toString(), callId: row.callId }).toEqual(row);
    }
  });

  it('reads back whole, and not at all when it is cut or changed anywhere', () => {
    const row = new BodyWriter(systemClock, 'boot', 0).denied(callDenied({ item: 'größe' }));
    const buffer = Buffer.alloc(frameLimit(row));
    const bytes = new FrameWriter().write(buffer, 0, row, 2 ** 40, genesis('db').hash);
    const frame = readFrame(buffer.subarray(0, bytes), 0);
    expect(frame?.seq).toBe(2 ** 40);
    expect({ ...frame?.row, body: frame?.body.toString(), callId: row.callId }).toEqual(row);
    expect(readFrame(buffer.subarray(0, bytes - 1), 0)).toBeNull();
    const body = bytes - 5;
    buffer[body] = (buffer[body] ?? 0) ^ 1;
    expect(readFrame(buffer.subarray(0, bytes), 0)).toBeNull();
  });
});
