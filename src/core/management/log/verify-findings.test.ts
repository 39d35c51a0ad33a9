import { expect, it } from 'vitest';
import { verifyFinding } from '../../../shared/contract-audit.ts';
import { describeFinding } from './verify-findings.ts';

const kinds = verifyFinding.shape.kind.options;

it('UI 12: each finding has a title and a sentence of its own', () => {
  const findings = kinds.map((kind) =>
    describeFinding({ seq: 41_977, reason: 'why', kind, restIntact: true }),
  );
  expect(new Set(findings.map(({ title }) => title)).size).toBe(kinds.length);
  expect(new Set(findings.map(({ sentence }) => sentence)).size).toBe(kinds.length);
  for (const { title } of findings) expect(title).not.toMatch(/\d{5}/);
});

it('says of an edited row whether what follows can be trusted', () => {
  const edited = { seq: 7, reason: '', kind: 'row_altered', storedHash: 'aa' } as const;
  expect(describeFinding({ ...edited, restIntact: true })).toMatchObject({
    sentence: expect.stringContaining('only this row is in doubt'),
    storedHash: 'aa',
    contentHash: null,
  });
  expect(describeFinding({ ...edited, restIntact: false }).sentence).toContain('cannot be trusted');
});
