import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import type { EventData } from '../../../shared/contract-events.ts';
import { AppendedGroup } from '../../audit/appended-group.ts';
import { genesis, RowHasher } from '../../audit/chain.ts';
import { AppendedRows } from './appended-rows.ts';

const hasher = new RowHasher();

function groupFrom(seq: number, rows: { body: string }[]): AppendedGroup {
  return new AppendedGroup({ ...genesis('log'), seq: seq - 1 }, rows, hasher);
}

function batches() {
  const clock = new FakeClock();
  const told: EventData<'audit.appended'>[] = [];
  const rows = new AppendedRows(clock, (batch) => told.push(batch));
  /** In groups of three, the last one smaller. */
  const add = (count: number) => {
    for (let seq = 1; seq <= count; seq += 3) {
      const bodies = Array.from({ length: Math.min(3, count - seq + 1) }, (_, index) => ({
        body: `{"kind":"call.denied","at_us":7,"client":"c${seq + index}"}`,
      }));
      rows.add(groupFrom(seq, bodies));
    }
  };
  return { clock, told, rows, add };
}

describe('AppendedRows', () => {
  it('hands rows on together, four times a second at most', () => {
    const { clock, told, add } = batches();
    add(3);
    expect(told).toEqual([]);
    clock.advance(250);
    expect(told).toMatchObject([
      {
        omitted: 0,
        headSeq: 3,
        rows: [{ seq: 1, kind: 'call.denied', client: 'c1' }, {}, {}],
      },
    ]);
    clock.advance(10_000);
    expect(told).toHaveLength(1);
  });

  it('leaves nothing out of what a window can show', () => {
    const { clock, told, add } = batches();
    add(500);
    clock.advance(250);
    expect(told[0]?.rows).toHaveLength(500);
    expect(told[0]).toMatchObject({ omitted: 0, headSeq: 500 });
  });

  it('counts what it leaves out: the newest 50 of a flood are told, and the next batch begins anew, a little later', () => {
    const { clock, told, add } = batches();
    add(20_250);
    clock.advance(250);
    expect(told).toHaveLength(1);
    expect(told[0]?.rows).toHaveLength(50);
    expect(told[0]?.rows[0]?.seq).toBe(20_201);
    expect(told[0]).toMatchObject({ omitted: 20_200, headSeq: 20_250 });
    add(500);
    clock.advance(999);
    expect(told).toHaveLength(1);
    clock.advance(1);
    expect(told[1]?.rows).toHaveLength(500);
    add(3);
    clock.advance(250);
    expect(told[2]).toMatchObject({ omitted: 0, headSeq: 3 });
  });

  it('a group that is larger than a flood has its newest rows told', () => {
    const { clock, told, rows } = batches();
    const bodies = Array.from({ length: 700 }, () => ({ body: '{}' }));
    rows.add(groupFrom(11, bodies));
    clock.advance(250);
    expect(told[0]?.rows.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 50 }, (_, index) => 661 + index),
    );
    expect(told[0]).toMatchObject({ omitted: 650, headSeq: 710 });
  });

  it('says nothing after the last watcher left', () => {
    const { clock, told, rows, add } = batches();
    add(1);
    rows.close();
    clock.advance(1_000);
    expect(told).toEqual([]);
  });
});
