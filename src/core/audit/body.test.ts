import { describe, expect, it } from 'vitest';
import { callDenied, callIntent, okOutcome } from '../../../test/helpers/audit-fixture.ts';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { AppError } from '../../shared/errors.ts';
import { BodyWriter } from './body.ts';
import { projectBody } from './row.ts';

const note = { hmac: 'e'.repeat(64) };
const engine = { type: 'engine', door: 'file' } as const;

function writer(clock = new FakeClock(1_000_000)) {
  return new BodyWriter(clock, 'boot-1', 0);
}

describe('BodyWriter', () => {
  it('AD-12: an intent holds time, client, server, tool, definition, rule, revision and argument digest, in schema order', () => {
    const { body } = writer().intent(callIntent({ approval_seq: 7 }), 27, {
      ...note,
      shape: '{"path":"string"}',
      captured: true,
    });
    expect(Object.keys(JSON.parse(body))).toEqual([
      ...['v', 'at_us', 'mono_us', 'boot', 'kind', 'actor', 'call_id', 'round', 'client'],
      ...['token_id', 'session', 'era', 'claimed_client', 'server', 'launch', 'item_kind', 'item'],
      ...['definition', 'args', 'decision', 'rule', 'revision', 'registry_sha256', 'approval_seq'],
    ]);
    expect(JSON.parse(body).args).toEqual({
      hmac: note.hmac,
      bytes: 27,
      shape: { path: 'string' },
      captured: true,
    });
  });

  it('AD-12: an outcome holds result class, sizes and latency in whole microseconds', () => {
    const call = { callId: callIntent().call_id, round: 0, parentSeq: 4, actor: engine };
    const outcome = { ...okOutcome, queue_us: 1.4, duration_us: 250.6, code: 50_400 };
    const { body, ...row } = writer().outcome(call, outcome, note);
    expect(JSON.parse(body)).toMatchObject({
      ...{ parent_seq: 4, result: 'ok', sent: 'whole', delivered: true, code: 50_400 },
      ...{ queue_us: 1, duration_us: 251, bytes: 3, result_hmac: note.hmac },
    });
    expect(row).toEqual({ ...projectBody(body), body: undefined });
  });

  it('AD-22: each row says the time of its own making, be it that of the row before, later or earlier', () => {
    const clock = new FakeClock(1_000_000);
    const bodies = writer(clock);
    const rows = [0, 0, 7, 7, 60_000, 0].map((ms) => {
      clock.advance(ms);
      return bodies.denied(callDenied());
    });
    clock.stepWall(-5_000);
    rows.push(bodies.denied(callDenied()), bodies.denied(callDenied()));
    const times = rows.map(({ body }) => JSON.parse(body).at_us);
    expect(times.map((atUs) => (atUs - 1_000_000) / 1_000)).toEqual([
      0, 0, 7, 14, 60_014, 60_014, 55_014, 55_014,
    ]);
    expect(rows.map(({ atUs }) => atUs)).toEqual(times);
  });

  it('the columns of each kind are what the body says', () => {
    const rows = [
      writer().intent(callIntent({ item: 'a\ud800b' }), 1, note),
      writer().denied(callDenied({ item: 'x'.repeat(5_000) })),
      writer().unknownOutcome({
        callId: callIntent().call_id,
        round: 1,
        parentSeq: 9,
        actor: engine,
      }),
      writer().event({ kind: 'auth.failed', actor: engine, code: 401, detail: { reason: 'none' } }),
    ];
    for (const row of rows) expect(row).toEqual(projectBody(row.body));
  });

  it('P-70 AD-14: newline and ANSI in clientInfo are escaped; the row stays one line', () => {
    const claimed_client = { name: 'evil\n\u001b[31m","decision":"allow', version: '1' };
    const { body } = writer().denied(callDenied({ claimed_client }));
    expect(body).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(body).claimed_client).toEqual(claimed_client);
    expect(JSON.parse(body).decision).toBe('deny');
  });

  it('a lone surrogate becomes U+FFFD, so that what is stored is what is hashed', () => {
    const { body } = writer().denied(callDenied({ item: 'a\ud800b' }));
    expect(JSON.parse(body).item).toBe('a\ufffdb');
    expect(Buffer.from(body).toString()).toBe(body);
  });

  it('a long text is stored as digest and length', () => {
    const { body } = writer().denied(callDenied({ item: 'ä'.repeat(2_000) }));
    expect(JSON.parse(body).item).toEqual({ sha256: expect.any(String), bytes: 4_000 });
  });

  it('a body is at most 64 KiB: the members of a huge event are replaced by their digest', () => {
    const detail = { difference: Array.from({ length: 500 }, (_, line) => `${line}`.repeat(100)) };
    const { body } = writer().event({ kind: 'registry.changed', actor: engine, detail });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
    expect(JSON.parse(body).detail).toEqual({
      sha256: expect.any(String),
      bytes: expect.any(Number),
    });
  });

  it('an event cannot overwrite what every row has', () => {
    const forge = () =>
      writer().event({ kind: 'list.served', actor: engine, detail: { kind: 'call.intent' } });
    expect(forge).toThrow(AppError);
  });

  it('numbers of an event are integers within 2^53', () => {
    const detail = { whole: 3, fraction: 2.6, huge: 2 ** 60, none: Number.NaN };
    const { body } = writer().event({ kind: 'list.served', actor: engine, detail });
    expect(JSON.parse(body)).toMatchObject({
      whole: 3,
      fraction: 3,
      huge: String(2 ** 60),
      none: 'NaN',
    });
  });

  it('AD-22: a wall clock that stepped back is said in the row', () => {
    const clock = new FakeClock(5_000_000);
    const bodies = writer(clock);
    const first = bodies.denied(callDenied());
    clock.stepWall(-2_000);
    const second = bodies.denied(callDenied());
    expect(JSON.parse(first.body)).not.toHaveProperty('clock_back_us');
    expect(JSON.parse(second.body).clock_back_us).toBe(2_000_000);
  });

  it('refuses a call id that is not a UUID: it is written unquoted', () => {
    expect(() => writer().denied(callDenied({ call_id: 'x","kind":"y' }))).toThrow(AppError);
  });
});
