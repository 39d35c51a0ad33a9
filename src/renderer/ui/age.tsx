import { formatAge, formatMoment, toIso } from '../format/times.ts';
import { useNow } from './use-now.ts';

export interface AgeProps {
  /** Wall time in microseconds. */
  us: number | null | undefined;
  /** Said before it: `Proved`. */
  prefix?: string;
  /** Said when there is no time at all. */
  none?: string;
}

/** How old a proof is, kept true by the second; the moment itself on hover. */
export function Age({ us, prefix, none = '—' }: AgeProps) {
  const now = useNow();
  if (us === null || us === undefined) return <span>{none}</span>;
  return (
    <time
      dateTime={toIso(us)}
      title={`${formatMoment(us)} (${toIso(us)})`}
      className="whitespace-nowrap"
    >
      {prefix !== undefined && `${prefix} `}
      {formatAge(us, now)}
    </time>
  );
}
