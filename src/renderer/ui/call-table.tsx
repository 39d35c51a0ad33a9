import { formatMoment } from '../format/times.ts';
import type { CallBucket } from './call-scale.ts';

/** The figures of a chart, for screen readers. */
export function CallTable({ label, buckets }: { label: string; buckets: readonly CallBucket[] }) {
  return (
    <table className="sr-only">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th>From</th>
          <th>Allowed</th>
          <th>Refused</th>
        </tr>
      </thead>
      <tbody>
        {buckets
          .filter(({ allowed, refused }) => allowed + refused > 0)
          .map(({ fromUs, allowed, refused }) => (
            <tr key={fromUs}>
              <th>{formatMoment(fromUs)}</th>
              <td>{allowed}</td>
              <td>{refused}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
