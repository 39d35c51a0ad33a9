import { Link2, ShieldAlert, ShieldCheck } from 'lucide-react';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import { useEngineState } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { formatWholeSeconds } from '../../format/durations.ts';
import { formatSequence } from '../../format/identifiers.ts';
import { formatCounted } from '../../format/numbers.ts';
import { formatClockOrDay, formatMoment } from '../../format/times.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Status } from '../../ui/status.tsx';
import { useNow } from '../../ui/use-now.ts';
import { reachOf } from './reach.ts';

type Verified = NonNullable<MethodOutput<'engine.overview'>['verified']>;

export interface EngineLineProps {
  status: EngineStatus;
  /** What the last verification found; null before one. */
  verified: Verified | null;
}

/** The gateway on one line: state, address, reach, head of the log, age. */
export function EngineLine({ status, verified }: EngineLineProps) {
  const known = useEngineState().status === 'online';
  const refusing = !status.audit.writable || status.alarm !== null;
  return (
    <div className="flex min-h-20 flex-none items-center gap-10">
      <span className="flex flex-none font-600">
        <EngineStatusWord known={known} refusing={refusing} />
      </span>
      {status.url !== null && (
        <>
          <span className="h-14 w-1 bg-line-2" />
          <span className="code-text truncate">{status.url}</span>
          <div className="-ml-4">
            <CopyButton text={status.url} tone="ghost" size="small" />
          </div>
        </>
      )}
      {known && status.audit.sinceUs !== null ? (
        <RefusedFacts {...status.audit} sinceUs={status.audit.sinceUs} />
      ) : (
        <EngineFacts status={status} verified={verified} known={known} />
      )}
    </div>
  );
}

/** Of a log that cannot be written: since when, and what that kept from happening. */
function RefusedFacts({ sinceUs, refused }: { sinceUs: number; refused: number }) {
  return (
    <span className="ml-auto flex flex-none items-center gap-20 text-12 text-ink-2">
      <span title={formatMoment(sinceUs)}>Since {formatClockOrDay(sinceUs, Date.now())}</span>
      <span>{formatCounted(refused, 'call')} refused</span>
      <span className="hidden wide:inline">Nothing sent to a server</span>
    </span>
  );
}

function EngineFacts({ status, verified, known }: EngineLineProps & { known: boolean }) {
  const reach = reachOf(status.url);
  const Shield = reach.local ? ShieldCheck : ShieldAlert;
  return (
    <span className="ml-auto flex flex-none items-center gap-20 text-12 text-ink-2">
      <span
        className={reach.local ? 'flex items-center gap-6' : 'flex items-center gap-6 text-amber'}
      >
        <Shield size={14} aria-hidden />
        {reach.word}
      </span>
      <span className="flex items-center gap-6">
        <Link2 size={14} aria-hidden />
        {auditWords(status.audit.headSeq, verified)}
      </span>
      {known && (
        <span className="hidden text-ink-3 wide:inline">
          Up <Uptime startedUs={status.startedUs} />
        </span>
      )}
    </span>
  );
}

/** Intact is said only as far as it was proven. */
function auditWords(headSeq: number, verified: Verified | null): string {
  if (verified === null) return `Audit at ${formatSequence(headSeq)}`;
  return verified.ok
    ? `Audit intact to ${formatSequence(verified.headSeq)}`
    : 'Audit log does not verify';
}

/** Nothing is proven while the engine does not answer. */
function EngineStatusWord({ known, refusing }: { known: boolean; refusing: boolean }) {
  if (!known) return <Status tone="stopped" word="Not answering" />;
  if (refusing) return <Status tone="broken" word="Refusing calls" />;
  return <Status tone="ready" word="Running" />;
}

function Uptime({ startedUs }: { startedUs: number }) {
  return formatWholeSeconds(useNow() - startedUs / 1_000);
}
