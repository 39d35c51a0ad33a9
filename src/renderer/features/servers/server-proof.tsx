import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { formatWholeSeconds } from '../../format/durations.ts';
import { describeServerState } from '../../format/server-state.ts';
import { Age } from '../../ui/age.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Status } from '../../ui/status.tsx';
import { useNow } from '../../ui/use-now.ts';

/** A server's state over the age of its proof, or what it waits for. */
export function ServerProof({ server }: { server: ServerSummary }) {
  const { tone, word } = describeServerState(server.state);
  return <Status stacked tone={tone} word={word} detail={<ProofLine server={server} />} />;
}

/** The second line of a state: never empty, so that nothing jumps. */
export function ProofLine({ server }: { server: ServerSummary }) {
  const { state, detail, sinceUs, provedUs, autostart } = server;
  switch (state) {
    case 'ready':
      return detail === '' ? <Age us={provedUs} prefix="Proved" /> : <Foreign text={detail} />;
    case 'stopped':
      return autostart ? 'Starts with LMCP' : 'Starts on first use';
    case 'starting':
    case 'installing':
    case 'stopping':
      return <SoFar sinceUs={sinceUs} />;
    case 'backoff':
      return <Retry server={server} />;
    case 'disabled':
      return 'Nobody can call it';
    default:
      return detail === '' ? <Age us={sinceUs} prefix="Since" /> : <Foreign text={detail} />;
  }
}

function SoFar({ sinceUs }: { sinceUs: number | null }) {
  const now = useNow();
  return sinceUs === null ? 'Just now' : `${formatWholeSeconds(now - sinceUs / 1_000)} so far`;
}

/** The engine says how long the wait was when it was asked; from then on the page counts. */
function Retry({ server: { retryAfterMs, sinceUs, detail } }: { server: ServerSummary }) {
  const now = useNow();
  if (retryAfterMs === null) return detail === '' ? 'Waits' : <Foreign text={detail} />;
  const dueMs = (sinceUs ?? now * 1_000) / 1_000 + retryAfterMs;
  const leftMs = Math.min(retryAfterMs, dueMs - now);
  return leftMs < 1_000 ? 'Trying now' : `Retry in ${formatWholeSeconds(leftMs)}`;
}
