/** The read side of the audit log: its own worker thread, started on first use, read-only connections. */
export interface AuditFilter {
  /** Wall time in microseconds, inclusive. */
  fromUs?: number;
  /** Wall time in microseconds, exclusive. */
  toUs?: number;
  client?: string;
  server?: string;
  item?: string;
  kind?: string;
  decision?: 'allow' | 'deny';
  /** Session digest. */
  session?: string;
  callId?: string;
  /** Only what was refused: denials, failed authentications, error outcomes. */
  refused?: boolean;
  /** `decisions`: one row for each call, its outcome left out unless it is what failed. */
  rows?: 'all' | 'decisions';
  /** Stands somewhere in the body, in any case of ASCII letters. */
  text?: string;
}

export interface AuditRow {
  seq: number;
  /** Hex. */
  hash: string;
  /** The stored body, byte for byte; JSON. */
  body: string;
  /** Where asked for: the outcome of an intent, the intent of an outcome. */
  related?: { seq: number; body: string };
}

export interface AuditPage {
  rows: AuditRow[];
  /** Cursor for the next page in the same direction, or null at the end. */
  next: number | null;
}

export interface PageRequest {
  /** Newest first: rows with seq below this; default: from the head. */
  before?: number;
  /** Oldest first: rows with seq above this. Not together with `before`. */
  after?: number;
  /** 1 to 1,000; default 100. */
  limit?: number;
  /** Brings the other row of each call. */
  related?: boolean;
}

/** One row with what proves it. */
export interface AuditProof {
  row: AuditRow;
  /** The rows before and after it, hashes in hex; null at the ends. */
  previous: { seq: number; hash: string } | null;
  next: { seq: number; hash: string } | null;
  /** Its body and the hash before it give its hash, and the row after it stands on that. */
  intact: boolean;
  /** Captured bytes where they are kept, as text cut at 256 KiB. */
  payload: { args: string | null; result: string | null };
}

/** Calls over time, in buckets of one length. */
export interface Activity {
  fromUs: number;
  toUs: number;
  bucketUs: number;
  /** Oldest first. */
  buckets: ActivityBucket[];
  total: ActivityTotal;
  /** By server; busiest first. */
  servers: (ActivityTotal & { server: string; buckets: number[] })[];
}

export interface ActivityBucket {
  allowed: number;
  /** What LMCP did not let through: denied calls and refused tokens. */
  refused: number;
  /** Allowed, and failed on the way or at the server. */
  failed: number;
}

export interface ActivityTotal extends ActivityBucket {
  p50Us: number;
  p95Us: number;
}

/** What can be wrong with a log; each has a sentence of its own. */
export type FaultKind =
  | 'row_altered'
  | 'row_missing'
  | 'row_added'
  | 'rows_swapped'
  | 'column_altered'
  | 'segment_missing'
  | 'tail_cut'
  | 'rolled_back'
  | 'forked'
  | 'other_database';

export interface VerifyFault {
  seq: number;
  reason: string;
  kind?: FaultKind;
  /** Hex: the hash that is stored, and the one that the content gives. */
  storedHash?: string;
  contentHash?: string;
  /** True where the rows after it stand on its stored hash: only this row is in doubt. */
  restIntact?: boolean;
}

export interface VerifyReport {
  ok: boolean;
  rows: number;
  segments: number;
  /** The first bad row and what is wrong with it. */
  firstBad: VerifyFault | null;
  headSeq: number;
  /** Hex. */
  headHash: string;
  /** Rows that are older, by their wall clock, than the row before them. */
  clockBackwards?: number;
  durationMs: number;
}

export interface ExportReport {
  rows: number;
  bytes: number;
  fromSeq: number;
  toSeq: number;
  /** SHA-256 of the written file, hex. */
  sha256: string;
}

export interface LatencyStats {
  server: string;
  client: string;
  calls: number;
  denied: number;
  p50Us: number;
  p95Us: number;
}

export interface Progress {
  done: number;
  total: number;
}

export interface AuditReader {
  query(filter: AuditFilter, page: PageRequest, signal?: AbortSignal): Promise<AuditPage>;
  stats(filter: AuditFilter): Promise<LatencyStats[]>;
  /** Null where there is no such row. */
  row(seq: number): Promise<AuditProof | null>;
  /** `filter.fromUs` and `toUs` bound it; without them the whole log until now. */
  activity(filter: AuditFilter, buckets: number, signal?: AbortSignal): Promise<Activity>;
  /** The same for the time until now, unfiltered and cheap to ask again: only rows that are new since are read. */
  recent(bucketUs: number, buckets: number): Promise<Activity>;
  /** Writes a file (0600, temp + rename) in constant memory. JSONL exports verify on their own. */
  exportTo(
    path: string,
    format: 'jsonl' | 'csv',
    filter: AuditFilter,
    onProgress?: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<ExportReport>;
  verify(onProgress?: (progress: Progress) => void, signal?: AbortSignal): Promise<VerifyReport>;
  close(): Promise<void>;
}
