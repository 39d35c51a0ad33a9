import { formatDuration } from '../../format/durations.ts';
import { formatSequence } from '../../format/identifiers.ts';
import { formatBytes } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Code } from '../../ui/code.tsx';
import { type Fact, FactList } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import type { RecordedArguments, RowBody } from './row-body.ts';
import type { RowDetail } from './row-detail.ts';
import { HashValue } from './row-facts.tsx';
import { toWords } from './row-words.ts';

const shownLength = 20_000;

/** Arguments and outcome of a call, as far as they were kept. */
export function RowCall({ detail, body }: { detail: RowDetail; body: RowBody }) {
  const { row, payload } = detail;
  if (!row.kind.startsWith('call.')) return null;
  return (
    <>
      {row.kind !== 'call.outcome' && (
        <Section
          title={
            <span className="flex items-center justify-between">
              Arguments <Badge>{body.args === null ? 'Not recorded' : keptAs(body.args)}</Badge>
            </span>
          }
        >
          <Arguments args={body.args} payload={payload.args} />
        </Section>
      )}
      {row.kind !== 'call.denied' && (
        <Section title="Outcome">
          <Outcome row={row} body={body} />
          {payload.result !== null && (
            <div className="mt-10">
              <CutCode text={payload.result} />
            </div>
          )}
        </Section>
      )}
    </>
  );
}

function keptAs({ captured, shape }: RecordedArguments): string {
  if (captured) return 'Captured';
  return shape === null ? 'Hash only' : 'Shape only';
}

function Arguments({ args, payload }: { args: RecordedArguments | null; payload: string | null }) {
  if (args === null)
    return <p className="text-12 text-ink-3">Of a call that was refused, no arguments are kept.</p>;
  const facts: readonly (Fact | null)[] = [
    args.bytes === null ? null : { label: 'Size', value: formatBytes(args.bytes) },
    args.hmac === null ? null : { label: 'Keyed hash', value: <HashValue hash={args.hmac} /> },
  ];
  return (
    <div className="flex flex-col gap-10">
      {payload !== null && <CutCode text={payload} />}
      {payload === null && args.captured && (
        <p className="text-12 text-ink-3">They were captured, and have been erased since.</p>
      )}
      {payload === null && args.shape !== null && <CutCode text={args.shape} />}
      <FactList facts={facts.filter((fact) => fact !== null)} />
    </div>
  );
}

/** Others wrote it: shown as text with escapes, cut where it is long; the whole is copied. */
function CutCode({ text }: { text: string }) {
  const cut = text.length - shownLength;
  const shown = cut > 0 ? `${text.slice(0, shownLength)}\n… ${formatBytes(cut)} more` : text;
  return (
    <div className="max-h-240 overflow-auto">
      <Code text={shown} copy={text} wrap />
    </div>
  );
}

function Outcome({ row, body }: { row: RowDetail['row']; body: RowBody }) {
  const own = row.kind === 'call.outcome';
  const result = own ? row.result : (row.outcome?.result ?? null);
  if (result === null) return <p className="text-12 text-ink-3">Not yet: the call is under way.</p>;
  const durationUs = own ? row.durationUs : (row.outcome?.durationUs ?? null);
  const code = own ? row.code : (row.outcome?.code ?? null);
  const delivered = row.outcome?.delivered ?? null;
  const facts: readonly (Fact | null)[] = [
    { label: 'Result', value: toWords(result) },
    durationUs === null ? null : { label: 'Took', value: formatDuration(durationUs / 1_000) },
    code === null ? null : { label: 'Code', value: <span className="code-text">{code}</span> },
    delivered === null ? null : { label: 'Delivered', value: delivered ? 'Yes' : 'No' },
    own && body.sent !== null ? { label: 'Sent', value: toWords(body.sent) } : null,
    own && body.bytes !== null ? { label: 'Size', value: formatBytes(body.bytes) } : null,
    row.outcome === null ? null : { label: 'Recorded in', value: formatSequence(row.outcome.seq) },
    own && row.parentSeq !== null
      ? { label: 'Of the call', value: formatSequence(row.parentSeq) }
      : null,
  ];
  return <FactList facts={facts.filter((fact) => fact !== null)} />;
}
