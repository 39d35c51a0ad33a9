import { useEffect, useRef, useState } from 'react';
import { formatCounted } from '../../format/numbers.ts';

const everyMs = 10_000;

/** Says to screen readers how many rows wait, at most every ten seconds. */
export function NewRowsSaid({ count }: { count: number }) {
  const [said, setSaid] = useState(0);
  const latest = useRef(count);
  useEffect(() => {
    latest.current = count;
  });
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), everyMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <p role="status" className="sr-only">
      {said > 0 && formatCounted(said, 'new row')}
    </p>
  );
}
