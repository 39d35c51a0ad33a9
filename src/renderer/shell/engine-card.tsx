import { useState } from 'react';
import { useEngineState, useMethod } from '../api.ts';
import { useDesktop } from '../desktop.ts';
import type { StatusTone } from '../format/server-state.ts';
import { formatClockOrDay } from '../format/times.ts';
import { StatusDot } from '../ui/status.tsx';
import { Switch } from '../ui/switch.tsx';
import { useToast } from '../ui/toasts.tsx';

/** At the foot of the sidebar: whether the engine runs, and where; in the desktop app also the switch for it. */
export function EngineCard() {
  const desktop = useDesktop();
  const { tone, word, fact } = useEngineWords();
  return (
    <div
      role="status"
      aria-label="Engine"
      title={`${word} ${fact}`}
      className="flex flex-none items-center justify-center gap-8 rounded-8 border border-line bg-bg py-9 shadow-1 max-wide:py-14 wide:px-10"
    >
      <StatusDot tone={tone} />
      <div className="hidden min-w-0 flex-1 flex-col wide:flex">
        <span className="font-550 text-12">{word}</span>
        <span className="truncate text-11 text-ink-3">{fact}</span>
      </div>
      {desktop && (
        <div className="hidden wide:block">
          <EngineSwitch on={tone !== 'broken'} />
        </div>
      )}
    </div>
  );
}

/** Neither that the log cannot be written nor a refused call is announced: there is no row of it. */
const renewEveryMs = 5_000;

function useEngineWords(): { tone: StatusTone; word: string; fact: string } {
  const state = useEngineState();
  const { data } = useMethod('engine.status', {}, { renewEveryMs });
  if (state.status === 'unreachable')
    return {
      tone: 'broken',
      word: 'Not answering',
      fact: `since ${formatClockOrDay(state.sinceUs, Date.now())}`,
    };
  if (state.status !== 'online' || !data)
    return { tone: 'busy', word: 'Connecting', fact: location.host };
  const fact = data.url === null ? 'serves no clients' : new URL(data.url).host;
  if (data.alarm !== null) return { tone: 'broken', word: 'Tokens held', fact };
  if (!data.audit.writable) return { tone: 'broken', word: 'Calls refused', fact };
  return { tone: 'ready', word: state.live ? 'Running' : 'Running, not live', fact };
}

function EngineSwitch({ on }: { on: boolean }) {
  const desktop = useDesktop();
  const toast = useToast();
  const [working, setWorking] = useState(false);
  const change = async (start: boolean) => {
    setWorking(true);
    const reply = await (start ? desktop?.startEngine({}) : desktop?.stopEngine({}));
    setWorking(false);
    if (reply && !reply.ok) toast({ text: reply.error.message, tone: 'bad' });
  };
  return (
    <Switch label="Engine" checked={on} working={working} onChange={(next) => void change(next)} />
  );
}
