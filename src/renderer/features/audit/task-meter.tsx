import { formatCount, formatShare } from '../../format/numbers.ts';
import { Meter } from '../../ui/meter.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import type { TaskProgress } from './use-task.ts';

/** How far a long job is. */
export function TaskMeter({ label, progress }: { label: string; progress: TaskProgress | null }) {
  const { done, total } = progress ?? { done: 0, total: 0 };
  return (
    <div className="flex flex-col gap-8 text-12" role="status">
      <span className="flex items-center gap-8 text-ink-2">
        <Spinner />
        {progress === null
          ? 'Starting'
          : `${label} to #${formatCount(done)} of #${formatCount(total)}, ${formatShare(done, total)}`}
      </span>
      <Meter label={label} value={done} max={Math.max(1, total)} tone="blue" />
    </div>
  );
}
