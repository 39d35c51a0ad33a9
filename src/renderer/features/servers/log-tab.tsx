import { ScrollText } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { useEngineEvents, useMethod } from '../../api.ts';
import { formatBytes } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Log, type LogLine } from '../../ui/log.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const shownLines = 1_000;
/** The engine tells of new lines for a minute after it was asked. */
const renewEveryMs = 30_000;
const failing = /\b(?:error|fatal|panic|exception|traceback|failed)\b/i;
const broken: ReadonlySet<string> = new Set([
  'backoff',
  'crashed',
  'blocked',
  'broken',
  'needs_sign_in',
]);

/** What a server prints to stderr and what LMCP did with it, as it comes. */
export function LogTab({ server }: { server: ServerSummary }) {
  const [paused, setPaused] = useState(false);
  const { data, error, refetch } = useMethod(
    'servers.logs',
    { id: server.id, limit: shownLines, follow: true },
    paused ? {} : { renewEveryMs, unannounced: true },
  );
  useEngineEvents(({ events }) => {
    const grown = events.some(
      ({ event, data: about }) => event === 'servers.log' && about.id === server.id,
    );
    if (grown && !paused) void refetch();
  });
  const lines = useMemo<LogLine[]>(
    () =>
      (data?.lines ?? []).map(({ seq, atUs, own, text }) => ({
        seq,
        us: atUs,
        text,
        kind: kindOf(own, text),
      })),
    [data],
  );
  if (error)
    return (
      <p className="text-12 text-red">
        {toSentence(error.message)} {error.hint}
      </p>
    );
  if (!data) return <Skeleton awaiting="Reading its log" rows={8} rowHeight={30} />;
  return (
    <div className="flex h-full min-h-0 flex-col gap-10">
      {broken.has(server.state) && server.detail !== '' && (
        <Banner tone="red" title={`${server.detail}.`}>
          {server.broken === null ? 'What it printed last is below.' : server.broken.hint}
        </Banner>
      )}
      <div className="flex flex-none items-center gap-8 text-12">
        <span className="min-w-0 flex-1 truncate">
          stderr, {paused ? 'paused' : 'live'}{' '}
          <span className="text-ink-3">{formatBytes(data.keptBytes)} kept</span>
        </span>
        <CopyButton tone="ghost" size="small" text={lines.map(({ text }) => text).join('\n')} />
        <Button
          tone="ghost"
          size="small"
          aria-pressed={paused}
          onClick={() => {
            setPaused(!paused);
            if (paused) void refetch();
          }}
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      </div>
      {lines.length === 0 ? (
        <NoLines keptBytes={data.keptBytes} />
      ) : (
        <Log label={`Log of ${server.id}`} lines={lines} />
      )}
    </div>
  );
}

function kindOf(own: boolean, text: string): NonNullable<LogLine['kind']> {
  if (own) return 'lmcp';
  return failing.test(text) ? 'error' : 'server';
}

function NoLines({ keptBytes }: { keptBytes: number }) {
  if (keptBytes > 0)
    return (
      <Empty fill icon={ScrollText} title="No whole line is kept">
        What it printed last is one line that is longer than the log. The next line appears here.
      </Empty>
    );
  return (
    <Empty fill icon={ScrollText} title="Nothing was printed">
      What the server writes to stderr appears here as it comes.
    </Empty>
  );
}
