import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { LogRecorder } from '../../../../test/helpers/log-recorder.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditEvent } from '../../audit/record.ts';
import { AuthFailures } from './auth-failures.ts';
import { defaultHttpLimits } from './http-limits.ts';

function setUp() {
  const clock = new FakeClock();
  const rows: AuditEvent[] = [];
  const disk = { full: false };
  const event = async (row: AuditEvent) => {
    if (disk.full) throw new AppError('audit_unavailable');
    rows.push(row);
  };
  const idle = { problem: '', sinceUs: null, refused: 0, neededBytes: 0, queued: 0 };
  const state = { ...idle, writable: true, headSeq: 41 };
  const limits = { ...defaultHttpLimits, refusalRows: 2 };
  const failures = new AuthFailures({ event, state }, clock, new LogRecorder(), limits);
  const fail = async (count: number) => {
    const codes: string[] = [];
    for (let done = 0; done < count; done++) codes.push(await failures.failed('unknown', {}));
    return codes.filter((code) => code === 'unauthorized').length;
  };
  return { clock, rows, disk, failures, fail };
}

describe('auth failures', () => {
  it('P-29 AU-12: ten in a minute get a row each, the rest one row with their count', async () => {
    const { clock, rows, fail } = setUp();
    expect(await fail(25)).toBe(10);
    await clock.advanceAsync(5_000);
    expect(rows).toHaveLength(11);
    expect(rows[10]).toMatchObject({
      kind: 'auth.failed.more',
      detail: { count: 15, from_seq: 41 },
    });
  });

  it('AU-12: after a quiet minute failures are answered 401 again', async () => {
    const { clock, fail } = setUp();
    expect(await fail(12)).toBe(10);
    await clock.advanceAsync(59_000);
    expect(await fail(1)).toBe(0);
    await clock.advanceAsync(1_000);
    expect(await fail(12)).toBe(10);
  });

  it('refusals of other kinds have their own count', async () => {
    const { clock, rows, failures, fail } = setUp();
    for (let count = 0; count < 5; count++) await failures.refused(403, 'rejected_host', {});
    expect(await fail(1)).toBe(1);
    await clock.advanceAsync(5_000);
    expect(rows.map((row) => row.detail?.count)).toEqual([undefined, undefined, undefined, 3]);
  });

  it('a count that could not be written is owed until it can', async () => {
    const { clock, rows, disk, failures, fail } = setUp();
    await fail(12);
    disk.full = true;
    await clock.advanceAsync(5_000);
    await expect(failures.refused(403, 'x', {})).rejects.toMatchObject({
      code: 'audit_unavailable',
    });
    disk.full = false;
    await failures.close();
    expect(rows.at(-1)).toMatchObject({ kind: 'auth.failed.more', detail: { count: 2 } });
  });
});
