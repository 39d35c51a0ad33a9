import clsx from 'clsx';

export interface MeterProps {
  /** What is measured, for screen readers. */
  label: string;
  value: number;
  max: number;
  tone?: 'neutral' | 'amber' | 'red' | 'blue';
}

const fills = {
  neutral: 'bg-data',
  amber: 'bg-amber-fill',
  red: 'bg-red-fill',
  blue: 'bg-blue-fill',
};

/** A thin bar that says how much of a whole is taken; the figures stand beside it. */
export function Meter({ label, value, max, tone = 'neutral' }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the native element cannot be styled alike everywhere.
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      className="h-4 overflow-hidden rounded-full bg-data-soft"
    >
      <div
        className={clsx('h-full rounded-full', fills[tone])}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
