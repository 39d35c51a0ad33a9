import { describe, expect, it } from 'vitest';
import { type ExportRow, exportFormats } from './export-format.ts';

function row(overrides: Partial<ExportRow>): ExportRow {
  return {
    ...{ seq: 2, hash: 'a'.repeat(64), prev: 'b'.repeat(64), body: '{}', atUs: 1_000_000 },
    ...{ kind: 'call.denied', client: 'a', server: 's', item: 'i', decision: 'deny', code: -32011 },
    ...overrides,
  };
}

describe('CSV', () => {
  it.each(['=cmd()', '+1', '-1', '@x', '\t=1', '\r=1'])(
    'AD-14: %j is not a formula when a spreadsheet opens the export',
    (item) => {
      const cell = exportFormats.csv.rows([row({ item })]).split(',')[5];
      // An apostrophe ahead of it, or a visible escape where a control character was.
      expect(cell).toMatch(/^"?['\\]/);
    },
  );

  it('AD-14: one line a row, whatever the values hold', () => {
    const text = exportFormats.csv.rows([row({ item: 'a\r\nb,"c"\u2028', client: 'x\n3,forged' })]);
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text).toContain('a\\u000d\\u000ab');
  });
});

describe('JSONL', () => {
  it('AD-14: one line a row; control, bidirectional and invisible characters show as escapes and read back as they were', () => {
    const body = '{"item":"a\u202eb\u009b31m\u200b\u2028\u{e0041}"}';
    const text = exportFormats.jsonl.rows([row({ body })]);
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text).toContain('\\u202e');
    expect(text).not.toMatch(/[\p{Cf}\u2028\u0080-\u009f]/u);
    expect(JSON.parse(text).body).toBe(body);
  });
});
