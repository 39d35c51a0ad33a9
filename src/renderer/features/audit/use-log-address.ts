import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type LogSearch, readSearch, writeSearch } from './log-search.ts';

/** Filters and the opened row live in the address: a link shows the same. */
export function useLogAddress() {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const search = useMemo(() => readSearch(new URLSearchParams(text)), [text]);
  const seqText = params.get('seq');
  const seq = seqText !== null && /^[1-9]\d{0,15}$/.test(seqText) ? Number(seqText) : null;
  const go = (next: LogSearch, opened: number | null) => {
    const written = writeSearch(next);
    if (opened !== null) written.set('seq', String(opened));
    setParams(written, { replace: true });
  };
  return {
    search,
    seq,
    change: (change: Partial<LogSearch>) => go({ ...search, ...change }, seq),
    open: (opened: number | null) => go(search, opened),
  };
}
