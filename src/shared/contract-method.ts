import { z } from 'zod';
import { identifier } from './registry-fields.ts';

/** One management method: what goes in, what comes out, both parsed at the border. */
export interface Method {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** It edits the registry: a page has to say which one it saw. */
  readonly edits?: true;
}

export const method = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output,
});

/**
 * A method that edits the registry. With `expectedSha256` it is refused as `stale` when the file is not the one that was seen (MG-9);
 * it answers which one it made.
 */
export const edit = <I extends z.ZodRawShape, O extends z.ZodRawShape>(input: I, output: O) => ({
  input: z.strictObject({ ...input, expectedSha256: sha256.optional() }),
  output: z.strictObject({ ...output, revision: z.number().int(), sha256: z.string() }),
  edits: true as const,
});

/** For methods that take or return nothing. */
export const nothing = z.strictObject({});

export const byId = z.strictObject({ id: identifier });

/** Wall time in microseconds since 1970. */
export const timeUs = z.number().int().nonnegative();

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');

export const wireError = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});

/** Names one long job, so that its `task.progress` events can be told from others. */
export const taskId = z.string().min(1).max(64).optional();

/**
 * Checks a value with a schema and hands on what was given: the defaults that the schema would fill in must not
 * end up in the operator's file.
 */
export function asGiven<S extends z.ZodType>(schema: S): z.ZodType<z.input<S>, z.input<S>> {
  return z.custom<z.input<S>>().superRefine((value, context) => {
    const parsed = schema.safeParse(value);
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ code: 'custom', message: issue.message, path: issue.path });
  });
}
