import type { EngineState } from '../engine/engine-connection.ts';
import { formatClock } from '../format/times.ts';
import { Banner } from '../ui/banner.tsx';

/** Says over a view that what it shows is the last known state. */
export function EngineOld({ state }: { state: Extract<EngineState, { status: 'unreachable' }> }) {
  const as = state.lastReplyUs === null ? 'never' : formatClock(state.lastReplyUs);
  return (
    <div className="flex-none px-24 pt-12">
      <Banner tone="amber" title={`Last known state, as of ${as}.`}>
        The engine is not answering: nothing here follows, and nothing can be changed.
      </Banner>
    </div>
  );
}
