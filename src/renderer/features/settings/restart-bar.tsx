import { useState } from 'react';
import type { WireError } from '../../../shared/errors.ts';
import { useReconnect } from '../../api.ts';
import { useDesktop } from '../../desktop.ts';
import { formatCounted } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';

/** What was changed and is not in force: one bar over the page, with the restart where this host can do it. */
export function RestartBar({ settings }: { settings: readonly string[] }) {
  if (settings.length === 0) return null;
  return (
    <div
      role="status"
      className="absolute inset-x-16 bottom-16 flex animate-pop items-center gap-12 rounded-12 bg-raised py-10 pr-10 pl-14 shadow-2"
    >
      <div className="min-w-0 flex-1 text-12">
        <strong className="font-550">
          {formatCounted(settings.length, 'setting')} {settings.length === 1 ? 'needs' : 'need'} a
          restart: {settings.join(', ')}.
        </strong>{' '}
        <span className="text-ink-2">Until then the old values are in force.</span>
      </div>
      <RestartAct />
    </div>
  );
}

function RestartAct() {
  const desktop = useDesktop();
  const reconnect = useReconnect();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  if (desktop === null)
    return (
      <>
        <span className="text-12 text-ink-3">Stop the engine in its terminal, then</span>
        <CopyButton text="lmcp serve" label="Copy lmcp serve" />
      </>
    );
  const restart = async () => {
    setWorking(true);
    const stopped = await desktop.stopEngine({});
    const reply = stopped.ok ? await desktop.startEngine({}) : stopped;
    setWorking(false);
    setError(reply.ok ? null : reply.error);
    reconnect();
  };
  return (
    <>
      <span
        role={error ? 'alert' : undefined}
        className={error ? 'text-12 text-red' : 'text-12 text-ink-3'}
      >
        {error ? error.message : 'Calls in flight are cancelled'}
      </span>
      <Button tone="primary" working={working} onClick={() => void restart()}>
        Restart now
      </Button>
    </>
  );
}
