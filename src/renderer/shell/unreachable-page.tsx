import { RotateCcw, Unplug } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { WireError } from '../../shared/errors.ts';
import { useReconnect } from '../api.ts';
import { useDesktop } from '../desktop.ts';
import type { EngineState } from '../engine/engine-connection.ts';
import { formatWholeSeconds } from '../format/durations.ts';
import { formatClockOrDay } from '../format/times.ts';
import { toSentence } from '../format/to-sentence.ts';
import { Button } from '../ui/button.tsx';
import { Code } from '../ui/code.tsx';
import { FactList } from '../ui/facts.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useNow } from '../ui/use-now.ts';
import { views } from '../views.ts';

type Unreachable = Extract<EngineState, { status: 'unreachable' }>;

export interface UnreachablePageProps {
  state: Unreachable;
  /** Shows the views with what was known last. */
  onShowOld: () => void;
}

/** In place of every view while the engine does not answer: what that means, and how to start it. */
export function UnreachablePage({ state, onShowOld }: UnreachablePageProps) {
  const reconnect = useReconnect();
  const desktop = useDesktop();
  const [place] = useLocation();
  const title = views.find(({ path }) => path === place)?.title ?? 'Control center';
  const everAnswered = state.lastReplyUs !== null;
  return (
    <>
      <PageHeader title={title} />
      <div className="flex min-h-0 flex-1 flex-col justify-center overflow-y-auto px-24 py-20">
        <div className="mx-auto flex w-520 max-w-full flex-col">
          <span className="mb-16 grid size-40 place-items-center rounded-8 bg-red-soft text-red">
            <Unplug size={18} aria-hidden />
          </span>
          <div role="alert">
            <h2 className="font-620 text-22">
              {everAnswered ? 'The engine stopped answering' : 'The engine is not answering'}
            </h2>
          </div>
          <p className="mt-6 text-ink-2">
            {everAnswered && <LastReply us={state.lastReplyUs ?? 0} />}
            Until it answers, no client can call anything, and this window shows no figures because
            they could be wrong.
          </p>
          <div className="mt-16 flex flex-wrap items-center gap-8">
            {desktop ? (
              <StartEngine />
            ) : (
              <Button tone="primary" size="large" icon={RotateCcw} onClick={reconnect}>
                Try now
              </Button>
            )}
            {everAnswered && (
              <Button size="large" onClick={onShowOld}>
                Show the last known state
              </Button>
            )}
            <Retry atUs={state.retryAtUs} />
          </div>
          {!desktop && (
            <div className="mt-24">
              <p className="mb-8 text-12 text-ink-3">
                If it has ended, start it in a terminal. Its logins end with it, so it prints a new
                link: paste that into this page. If it was only out of reach, this page goes on by
                itself.
              </p>
              <Code text="lmcp serve --link" />
            </div>
          )}
          <div className="mt-24 rounded-8 border border-line px-14 py-12">
            <FactList facts={factsOf(state)} />
          </div>
        </div>
      </div>
    </>
  );
}

function factsOf({ error, sinceUs }: Unreachable) {
  return [
    { label: 'Happened', value: error.message },
    { label: 'Since', value: formatClockOrDay(sinceUs, Date.now()) },
    { label: 'Code', value: <code className="code-text">{error.code}</code> },
  ];
}

function LastReply({ us }: { us: number }) {
  const now = useNow();
  const ageMs = now - us / 1_000;
  return `The last reply came at ${formatClockOrDay(us, now)}, ${formatWholeSeconds(ageMs)} ago. `;
}

function Retry({ atUs }: { atUs: number }) {
  const leftMs = atUs / 1_000 - useNow();
  return (
    <span className="text-12 text-ink-3">
      {leftMs < 500 ? 'Trying now' : `Trying again in ${formatWholeSeconds(leftMs)}`}
    </span>
  );
}

function StartEngine() {
  const desktop = useDesktop();
  const reconnect = useReconnect();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const start = async () => {
    setWorking(true);
    const reply = await desktop?.startEngine({});
    setWorking(false);
    if (reply && !reply.ok) setError(reply.error);
    else reconnect();
  };
  return (
    <>
      <Button
        tone="primary"
        size="large"
        icon={RotateCcw}
        working={working}
        onClick={() => void start()}
      >
        Start the engine
      </Button>
      {error && (
        <p role="alert" className="order-last w-full text-12 text-red">
          {toSentence(error.message)} {error.hint}
        </p>
      )}
    </>
  );
}
