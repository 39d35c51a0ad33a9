import type { Durability } from '../database.ts';
import type { Capture } from './audit-log.ts';
import type { PayloadNote } from './body.ts';
import type { JournalRange } from './journal-files.ts';

/** What a writer needs; a thread is started with it. */
export interface WriterData {
  readonly dir: string;
  readonly databaseId: string;
  readonly hmacKey: Uint8Array;
  readonly durability: Durability;
}

export interface Ingested {
  readonly segment: number;
  readonly segmentBytes: number;
}

export type PayloadKind = 'args' | 'result';

export type WriterRequest =
  | { readonly type: 'ingest'; readonly ranges: readonly JournalRange[] }
  | {
      readonly type: 'digest';
      readonly payload: PayloadKind;
      /** A copy of the caller's. */
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly capture: Exclude<Capture, 'none'>;
      readonly atUs: number;
    }
  | { readonly type: 'sync' }
  | { readonly type: 'close' };

export interface WriterMessage {
  readonly id: number;
  readonly request: WriterRequest;
}

/** What each request is answered with. */
export interface WriterAnswers {
  ingest: Ingested;
  digest: PayloadNote;
  sync: null;
  close: null;
}

export type WriterReply =
  | {
      readonly type: 'done';
      readonly id: number;
      readonly value: Ingested | PayloadNote | null;
    }
  | {
      readonly type: 'failed';
      readonly id: number;
      /** SQLite's or the system's code. */
      readonly code: string;
      readonly message: string;
    };
