import { Pause } from 'lucide-react';
import { useEngineState } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { StatusDot } from '../../ui/status.tsx';

export interface LiveButtonProps {
  /** The chosen time goes on. */
  open: boolean;
  paused: boolean;
  /** How many rows came while it was paused; empty where none is known. */
  fresh: string;
  onChange: (paused: boolean) => void;
}

/** Whether new rows come in by themselves; pauses and resumes that. */
export function LiveButton({ open, paused, fresh, onChange }: LiveButtonProps) {
  const state = useEngineState();
  const live = state.status === 'online' && state.live;
  const reason = live ? 'The chosen time has an end' : 'The engine announces nothing to this page';
  if (paused)
    return (
      <Button icon={Pause} title="Resume the live tail (Space)" onClick={() => onChange(false)}>
        {fresh === '' ? 'Paused' : `Paused · ${fresh} new`}
      </Button>
    );
  return (
    <Button
      disabledReason={open && live ? null : reason}
      title="Pause the live tail (Space)"
      onClick={() => onChange(true)}
    >
      <StatusDot tone={open && live ? 'ready' : 'stopped'} />
      Live
    </Button>
  );
}
