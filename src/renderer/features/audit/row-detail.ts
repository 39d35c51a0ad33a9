import type { MethodOutput } from '../../engine/method-types.ts';

/** One row with what proves it. */
export type RowDetail = MethodOutput<'audit.row'>;
