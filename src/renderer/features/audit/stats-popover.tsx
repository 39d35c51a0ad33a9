import { useState } from 'react';
import { useMethod } from '../../api.ts';
import { formatDuration } from '../../format/durations.ts';
import { formatCount, missing } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Button } from '../../ui/button.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Popover } from '../../ui/popover.tsx';
import { type LogSearch, toCountFilter } from './log-search.ts';

const mostRows = 100;

export interface StatsPopoverProps {
  search: LogSearch;
  onChange: (change: Partial<LogSearch>) => void;
}

/** Calls, refusals and latencies of each server and client, behind a small button. */
export function StatsPopover(props: StatsPopoverProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label="Per server and client"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button tone="ghost" size="small" className="-ml-8 self-start">
          Per server and client
        </Button>
      }
    >
      <Stats
        {...props}
        onChange={(change) => {
          setOpen(false);
          props.onChange(change);
        }}
      />
    </Popover>
  );
}

function Stats({ search, onChange }: StatsPopoverProps) {
  const [filter] = useState(() => toCountFilter(search, Date.now()));
  const { data, error } = useMethod('audit.stats', { filter });
  if (error)
    return (
      <p role="alert" className="text-red">
        {toSentence(error.message)} {error.hint}
      </p>
    );
  if (!data) return <p className="text-ink-3">Counting…</p>;
  if (data.stats.length === 0) return <p className="text-ink-3">No calls in this time</p>;
  // A call that was denied is a call, here as in the figures beside the chart.
  const all = data.stats.map((one) => ({ ...one, asked: one.calls + one.denied }));
  const busiest = all.sort((one, other) => other.asked - one.asked);
  return (
    <div className="max-h-320 w-400 max-w-full overflow-y-auto">
      <table className="w-full text-12 [&_td]:py-3 [&_td]:pl-12 [&_td]:text-right [&_th]:pb-4 [&_th]:pl-12 [&_th]:text-right [&_th]:font-500 [&_th]:text-11 [&_th]:text-ink-3">
        <thead>
          <tr>
            <th className="pl-0! text-left!">Server</th>
            <th className="text-left!">Client</th>
            <th>Calls</th>
            <th>Denied</th>
            <th>p50</th>
            <th>p95</th>
          </tr>
        </thead>
        <tbody>
          {busiest
            .slice(0, mostRows)
            .map(({ server, client, asked, calls, denied, p50Us, p95Us }) => (
              <tr key={`${server}\n${client}`}>
                <td className="max-w-120 truncate pl-0! text-left!">
                  <button
                    type="button"
                    className="max-w-full truncate rounded-4 text-blue hover:underline"
                    onClick={() => onChange({ server, client })}
                  >
                    <Foreign text={server} />
                  </button>
                </td>
                <td className="max-w-100 truncate text-left!">
                  <Foreign text={client} />
                </td>
                <td>{formatCount(asked)}</td>
                <td className={denied > 0 ? 'text-red' : 'text-ink-3'}>{formatCount(denied)}</td>
                <td>{calls === 0 ? missing : formatDuration(p50Us / 1_000)}</td>
                <td>{calls === 0 ? missing : formatDuration(p95Us / 1_000)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {busiest.length > mostRows && (
        <p className="pt-6 text-11 text-ink-3">
          The busiest {mostRows} of {formatCount(busiest.length)}. Filter to see others.
        </p>
      )}
    </div>
  );
}
