import { formatMoment, toIso } from '../format/times.ts';

/** A moment that may lie ahead, with its day; UTC on hover. */
export function Moment({ us }: { us: number }) {
  return (
    <time dateTime={toIso(us)} title={toIso(us)}>
      {formatMoment(us)}
    </time>
  );
}
