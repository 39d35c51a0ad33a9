import { Link } from 'wouter';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { formatCount } from '../../format/numbers.ts';
import { describeServerState, type StatusTone } from '../../format/server-state.ts';
import { Age } from '../../ui/age.tsx';
import { Card } from '../../ui/card.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Status } from '../../ui/status.tsx';
import type { Activity } from './activity-range.ts';
import { Sparkline } from './sparkline.tsx';

const shown = 6;
const urgency: readonly StatusTone[] = ['broken', 'waiting', 'busy', 'ready', 'stopped'];

export interface ServersCardProps {
  servers: readonly ServerSummary[];
  activity: Activity | undefined;
  /** `the last hour`. */
  period: string;
}

/** Every server with its state, the age of its proof and its calls; exceptions come first, then the busiest. */
export function ServersCard({ servers, activity, period }: ServersCardProps) {
  const calls = new Map(activity?.servers.map((one) => [one.server, one]));
  const callsOf = ({ id }: ServerSummary) => calls.get(id)?.allowed ?? 0;
  const ordered = [...servers].sort(
    (one, other) => rank(one) - rank(other) || callsOf(other) - callsOf(one),
  );
  return (
    <Card
      title="Servers"
      fact={`calls in ${period}`}
      action={
        <Link href="/servers" className="text-blue hover:underline">
          All {servers.length}
        </Link>
      }
    >
      <ul className="min-h-192">
        {ordered.slice(0, shown).map((server) => (
          <ServerLine
            key={server.id}
            server={server}
            buckets={calls.get(server.id)?.buckets}
            calls={callsOf(server)}
          />
        ))}
        {servers.length === 0 && (
          <li className="grid h-192 place-items-center text-12 text-ink-3">
            No server is registered
          </li>
        )}
      </ul>
    </Card>
  );
}

function rank({ state }: ServerSummary): number {
  return urgency.indexOf(describeServerState(state).tone);
}

interface ServerLineProps {
  server: ServerSummary;
  /** Absent where it was not called. */
  buckets: readonly number[] | undefined;
  calls: number;
}

function ServerLine({ server, buckets, calls }: ServerLineProps) {
  const { tone, word } = describeServerState(server.state);
  return (
    <li className="border-line not-first:border-t">
      <Link
        href={`/servers?server=${encodeURIComponent(server.id)}`}
        className="grid h-32 grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto_4rem] items-center gap-10 px-14 -outline-offset-2 hover:bg-hover"
      >
        <span className="truncate font-550" title={server.id}>
          {server.id}
        </span>
        <span className="min-w-0 text-12">
          <Status tone={tone} word={word} detail={<Proof server={server} />} />
        </span>
        <Sparkline values={buckets ?? []} />
        <span className="text-right">{formatCount(calls)}</span>
      </Link>
    </li>
  );
}

function Proof({ server: { state, detail, sinceUs, provedUs } }: { server: ServerSummary }) {
  if (state === 'ready') return <Age us={provedUs} none="" />;
  if (detail !== '') return <Foreign text={detail} />;
  return sinceUs === null ? null : <Age us={sinceUs} prefix="since" />;
}
