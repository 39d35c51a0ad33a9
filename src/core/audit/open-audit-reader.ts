import { type Clock, systemClock } from '../clock.ts';
import type { AuditReader } from './audit-reader.ts';
import { ReaderClient } from './reader-client.ts';
import type { AuditThreads } from './threads.ts';
import type { ExpectedHead } from './verify.ts';

export interface AuditReaderOptions {
  /** `<data>/audit`. */
  readonly dir: string;
  readonly databaseId: string;
  readonly threads: AuditThreads;
  /** The head that was kept outside of the log, if one was: verify then finds a log that was cut or rolled back. */
  readonly expectedHead?: () => ExpectedHead | null;
  readonly clock?: Clock;
  /** The thread ends when nothing was asked for so long; default 30,000. */
  readonly idleMs?: number;
}

/** The read side of the log. Opens nothing by itself: the thread starts with the first request. */
export function openAuditReader(options: AuditReaderOptions): AuditReader {
  const { dir, databaseId, threads, clock = systemClock, idleMs = 30_000 } = options;
  const client = new ReaderClient(threads.reader, { dir, databaseId }, clock, idleMs);
  return {
    query: (filter, page, signal) => client.ask({ type: 'query', filter, page }, { signal }),
    row: (seq) => client.ask({ type: 'row', seq }),
    activity: (filter, buckets, signal) =>
      client.ask({ type: 'activity', filter, buckets, nowUs: clock.nowUs() }, { signal }),
    stats: (filter) => client.ask({ type: 'stats', filter }),
    recent: (bucketUs, buckets) =>
      client.ask({ type: 'recent', bucketUs, buckets, nowUs: clock.nowUs() }),
    exportTo: (path, format, filter, onProgress, signal) =>
      client.ask({ type: 'export', path, format, filter }, { onProgress, signal }),
    verify: (onProgress, signal) =>
      client.ask(
        { type: 'verify', expectedHead: options.expectedHead?.() ?? null },
        { onProgress, signal },
      ),
    close: () => client.close(),
  };
}
