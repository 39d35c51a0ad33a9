import { z } from 'zod';
import { method, nothing } from './contract-method.ts';

export const managementContract = {
  /** A new management token; the old one ends at once, and with it every browser's session. */
  rotate: method(nothing, z.strictObject({ token: z.string() })),
  /** Requests over HTTP that wait for a second consent, with their codes. Never over HTTP. */
  consents: method(
    nothing,
    z.strictObject({
      waiting: z.array(
        z.strictObject({
          /** What is asked for: a sentence, then its details. */
          lines: z.array(z.string()),
          code: z.string(),
          ageS: z.number().int(),
        }),
      ),
    }),
  ),
  /** The control center's address with a code that logs one browser in within five minutes. Never over HTTP. */
  uiLink: method(nothing, z.strictObject({ link: z.string() })),
} as const;
