import type { VerifyFinding } from '../../../shared/contract-audit.ts';
import type { VerifyFault } from '../../audit/audit-reader.ts';

type Sentence = (fault: VerifyFault) => Pick<VerifyFinding, 'title' | 'sentence'>;

const numbers = new Intl.NumberFormat('en-US');
const row = (seq: number) => `#${numbers.format(seq)}`;
const before = (seq: number) => `The rows before ${row(seq)} are intact.`;

/** One sentence of its own for each thing that can be wrong with a log (UI: Words). */
const sentences: Readonly<Record<VerifyFinding['kind'], Sentence>> = {
  row_altered: ({ seq, restIntact }) => ({
    title: `The log was changed at row ${row(seq)}`,
    sentence: `The row’s content no longer gives its hash, so one of them was edited after it was written. The rows before it are intact. ${
      restIntact === true
        ? 'The rows after it still stand on it as it was recorded, so only this row is in doubt.'
        : 'The rows after it cannot be trusted either. Export the log and compare it with an older export.'
    }`,
  }),
  row_missing: ({ seq }) => ({
    title: `Row ${row(seq)} is missing`,
    sentence: `Rows are numbered without a gap, and this one is not there: it was deleted. ${before(seq)} Compare the log with an older export to see what it said.`,
  }),
  row_added: ({ seq }) => ({
    title: `A row ${row(seq)} was added`,
    sentence: `A file of the log holds it where that row does not belong: LMCP did not write it there. The row of this number in its own place is another. Remove nothing; export the log and compare it with an older export.`,
  }),
  rows_swapped: ({ seq }) => ({
    title: `Rows ${row(seq)} and ${row(seq + 1)} changed places`,
    sentence: `Both are whole, but each stands where the other was written, so the order of what happened was altered. ${before(seq)}`,
  }),
  column_altered: ({ seq }) => ({
    title: `Row ${row(seq)} was changed where searches look`,
    sentence: `Its recorded text is intact, but a value that was copied from it for searching says something else: a search may miss or misname the row. ${before(seq)}`,
  }),
  segment_missing: ({ seq }) => ({
    title: `A file of the log is missing before row ${row(seq)}`,
    sentence: `The log continues in another file than the one that should follow: a file was removed or renamed. ${before(seq)} Put it back from where it was moved, then verify again.`,
  }),
  tail_cut: ({ seq }) => ({
    title: `The end of the log was cut off at row ${row(seq)}`,
    sentence: `The secret store remembers a later row than the last one here, and the log ends in the middle of a run: rows were deleted from its end. ${before(seq)} What happened after them is lost.`,
  }),
  rolled_back: ({ seq }) => ({
    title: `The log was rolled back to before row ${row(seq)}`,
    sentence: `The secret store remembers a later row than the last one here, and the log ends where LMCP once stopped in good order: an older copy was put back. ${before(seq)} Put the newer files back, then verify again.`,
  }),
  forked: ({ seq }) => ({
    title: `The log is another history than the one remembered at row ${row(seq)}`,
    sentence: `Row ${row(seq)} fits its neighbours, but it is not the row that the secret store remembers: the log was replaced, or went on from an older copy. Compare it with an older export to find where the two part.`,
  }),
  other_database: () => ({
    title: 'The log does not belong to this data directory',
    sentence:
      'Its first row does not begin the chain of this installation: the files come from another one, or the first row was edited. Put back the files that belong here, then verify again.',
  }),
};

/** What verification found, with its sentence. */
export function describeFinding(fault: VerifyFault): VerifyFinding {
  const { seq, reason, kind = 'row_altered', storedHash, contentHash } = fault;
  return {
    seq,
    reason,
    kind,
    ...sentences[kind](fault),
    storedHash: storedHash ?? null,
    contentHash: contentHash ?? null,
  };
}
