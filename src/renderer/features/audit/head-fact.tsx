import { formatSequence } from '../../format/identifiers.ts';
import { formatCount } from '../../format/numbers.ts';
import { Age } from '../../ui/age.tsx';
import type { Verified } from './use-verified.ts';

/** How many rows there are, and up to where they are proven. */
export function HeadFact({ rows, verified }: { rows: number; verified: Verified | null }) {
  if (verified === null) return `${formatCount(rows)} rows in all`;
  const { ok, seq, atUs } = verified;
  return (
    <>
      {formatCount(rows)} rows,{' '}
      {ok ? (
        `intact to ${formatSequence(seq ?? 0)}, `
      ) : (
        <span className="text-red">broken{seq !== null && ` at ${formatSequence(seq)}`}, </span>
      )}
      <Age us={atUs} prefix="verified" />
    </>
  );
}
