import { z } from 'zod';
import { method, nothing } from './contract-method.ts';

export const managementContract = {
  /** A new management token; the old one ends at once. */
  rotate: method(nothing, z.strictObject({ token: z.string() })),
} as const;
