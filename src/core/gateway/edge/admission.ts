import type { ErrorCode } from '../../../shared/error-table.ts';
import type { EventValue } from '../../audit/record.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import type { TokenService } from '../../secrets/token-service.ts';
import type { Caller } from '../exchange/caller.ts';
import type { Route } from '../exchange/session.ts';
import type { RequestHeaders } from '../message/request-headers.ts';
import type { ProbeName } from './routes.ts';

/** What the head of a request says, before a byte of its body is read. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly httpVersion: string;
}

export interface AdmitDeps {
  /** Host values in lower case, compared byte for byte (TR-4). */
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  readonly tokens: Pick<TokenService, 'authenticate'>;
  readonly snapshot: () => RegistrySnapshot;
}

export type Detail = Readonly<Record<string, EventValue>>;

export type Admission =
  | Admitted
  | { kind: 'probe'; probe: ProbeName; headers: RequestHeaders; caller: Caller | null }
  | { kind: 'management' }
  /** Answered with the code; a row is written when there is a reason. */
  | {
      kind: 'refused';
      code: ErrorCode;
      reason: string | null;
      detail: Detail;
      allow: string | null;
    }
  /** A failed authentication: one answer for all reasons (AU-1), the reason only in its row. */
  | { kind: 'unauthenticated'; reason: string; detail: Detail; client: string | null };

export interface Admitted {
  kind: 'admitted';
  caller: Caller;
  method: McpMethod;
  route: Route;
  headers: RequestHeaders;
}

export type McpMethod = 'POST' | 'GET' | 'DELETE';

const none: Detail = {};

/** Refused, with a row that gives the reason. */
export function refused(code: ErrorCode, reason: string, detail: Detail = none): Admission {
  return { kind: 'refused', code, reason, detail, allow: null };
}

/** Refused without a row: nothing was decided about anyone. */
export function quietly(
  code: ErrorCode,
  allow: string | null = null,
): Extract<Admission, { kind: 'refused' }> {
  return { kind: 'refused', code, reason: null, detail: none, allow };
}
