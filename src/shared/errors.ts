import { type ErrorCode, type ErrorRow, errorTable, isErrorCode } from './error-table.ts';

export interface AppErrorOptions {
  hint?: string;
  /** Machine-readable detail that may reach the caller: never a secret. */
  data?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** The only error that crosses a room's border on purpose. Its code selects the table row. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message?: string, options: AppErrorOptions = {}) {
    super(
      message ?? errorTable[code].message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.hint = options.hint ?? errorTable[code].hint;
    this.data = options.data;
  }

  get row(): ErrorRow {
    return errorTable[this.code];
  }
}

/** What crosses a bridge in place of an exception. */
export interface WireError {
  code: ErrorCode;
  message: string;
  hint: string;
  data?: Readonly<Record<string, unknown>>;
}

export type Reply<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** Anything thrown, as it may be shown to a caller: an unknown error keeps its text to itself. */
export function toWire(error: unknown): WireError {
  const known =
    error instanceof AppError ? error : new AppError('internal', undefined, { cause: error });
  const wire: WireError = { code: known.code, message: known.message, hint: known.hint };
  return known.data === undefined ? wire : { ...wire, data: known.data };
}

/** The other way; an unknown code (a newer engine) reads as `internal` with the message kept. */
export function fromWire(wire: {
  code: string;
  message: string;
  hint?: string;
  data?: Readonly<Record<string, unknown>>;
}): AppError {
  const code: ErrorCode = isErrorCode(wire.code) ? wire.code : 'internal';
  return new AppError(code, wire.message, {
    ...(wire.hint === undefined ? {} : { hint: wire.hint }),
    ...(wire.data === undefined ? {} : { data: wire.data }),
  });
}
