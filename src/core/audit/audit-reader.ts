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
}

export interface AuditRow {
  seq: number;
  /** Hex. */
  hash: string;
  /** The stored body, byte for byte; JSON. */
  body: string;
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
}

export interface VerifyReport {
  ok: boolean;
  rows: number;
  segments: number;
  /** The first bad row and what is wrong with it. */
  firstBad: { seq: number; reason: string } | null;
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
  query(filter: AuditFilter, page: PageRequest): Promise<AuditPage>;
  stats(filter: AuditFilter): Promise<LatencyStats[]>;
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
