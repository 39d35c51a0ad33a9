import type { EngineState } from '../engine/engine-connection.ts';
import { formatClockOrDay } from '../format/times.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';

export interface EngineOldProps {
  state: Extract<EngineState, { status: 'unreachable' }>;
  /** Shows again how to start the engine. */
  onHide: () => void;
}

/** Says over a view that what it shows is the last known state. */
export function EngineOld({ state, onHide }: EngineOldProps) {
  const as = state.lastReplyUs === null ? 'never' : formatClockOrDay(state.lastReplyUs, Date.now());
  return (
    <div className="flex-none px-24 pt-12">
      <Banner
        tone="amber"
        title={`Last known state, as of ${as}.`}
        action={
          <Button size="small" onClick={onHide}>
            Hide the last known state
          </Button>
        }
      >
        The engine is not answering: nothing here follows, and nothing can be changed.
      </Banner>
    </div>
  );
}
