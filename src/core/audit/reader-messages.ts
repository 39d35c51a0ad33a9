import type { WireError } from '../../shared/errors.ts';
import type {
  Activity,
  AuditFilter,
  AuditPage,
  AuditProof,
  ExportReport,
  LatencyStats,
  PageRequest,
  Progress,
  VerifyReport,
} from './audit-reader.ts';
import type { ExpectedHead } from './verify.ts';

export interface ReaderData {
  readonly dir: string;
  readonly databaseId: string;
}

export type ReaderRequest =
  | { readonly type: 'query'; readonly filter: AuditFilter; readonly page: PageRequest }
  | { readonly type: 'row'; readonly seq: number }
  | { readonly type: 'stats'; readonly filter: AuditFilter }
  | {
      readonly type: 'activity';
      readonly filter: AuditFilter;
      readonly buckets: number;
      readonly nowUs: number;
    }
  | {
      readonly type: 'export';
      readonly path: string;
      readonly format: 'jsonl' | 'csv';
      readonly filter: AuditFilter;
    }
  | {
      readonly type: 'recent';
      readonly bucketUs: number;
      readonly buckets: number;
      readonly nowUs: number;
    }
  | { readonly type: 'verify'; readonly expectedHead: ExpectedHead | null };

/** What each request is answered with. */
export interface ReaderAnswers {
  query: AuditPage;
  row: AuditProof | null;
  stats: LatencyStats[];
  activity: Activity;
  recent: Activity;
  export: ExportReport;
  verify: VerifyReport;
}

export type ReaderMessage =
  | { readonly type: 'ask'; readonly id: number; readonly request: ReaderRequest }
  | { readonly type: 'abort'; readonly id: number };

export type ReaderReply =
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | {
      readonly type: 'done';
      readonly id: number;
      readonly value: ReaderAnswers[keyof ReaderAnswers];
    }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError };
