import { describe, expect, it } from 'vitest';
import { callDenied, callIntent, okOutcome } from '../../../test/helpers/audit-fixture.ts';
import { systemClock } from '../clock.ts';
import { BodyWriter } from './body.ts';
import { findWrongColumn, type StoredRow } from './projection-check.ts';
import type { Row } from './row.ts';

const names = [
  ...[
    'at_us',
    'kind',
    'call_id',
    'parent_seq',
    'client_id',
    'server_id',
    'item',
    'decision',
    'code',
  ],
];
const actor = { type: 'engine', door: 'file' } as const;
const bodies = new BodyWriter(systemClock, 'boot', 0);
const note = { hmac: 'e'.repeat(64) };
const call = { callId: callIntent().call_id, round: 0, parentSeq: 4, actor };

const rows: [string, Row][] = [
  ['an intent', bodies.intent(callIntent(), 3, note)],
  ['an intent with a shape', bodies.intent(callIntent(), 3, { ...note, shape: '{"client":"x"}' })],
  ['an intent whose tool needs escapes', bodies.intent(callIntent({ item: 'a"b\n' }), 3, note)],
  ['a denial', bodies.denied(callDenied())],
  ['an outcome', bodies.outcome(call, okOutcome, note)],
  ['an outcome with a code', bodies.outcome(call, { ...okOutcome, code: 50_400 }, null)],
  ['an unknown outcome', bodies.unknownOutcome(call)],
  ['an event', bodies.event({ kind: 'auth.failed', actor, client: 'a', code: 401 })],
];

function storedRow(row: Row): StoredRow {
  const callId = row.callId?.replaceAll('-', '').toUpperCase() ?? '';
  return [
    1,
    'a'.repeat(64),
    row.body,
    ...([row.atUs, row.kind, callId, row.parentSeq, row.client, row.server, row.item] as const),
    ...([row.decision, row.code] as const),
  ];
}

describe('findWrongColumn', () => {
  it.each(rows)('accepts %s', (_, row) => {
    expect(findWrongColumn(storedRow(row))).toBeNull();
  });

  it.each(rows)('AD-7: names each column of %s that was changed', (_, row) => {
    for (const [index, name] of names.entries()) {
      const stored = storedRow(row);
      const changed: unknown[] = stored;
      const column = index + 3;
      changed[column] = typeof stored[column] === 'number' ? 1 : 'call.changed';
      expect(findWrongColumn(stored)).toBe(name);
    }
  });
});
