import { z } from 'zod';

/** Client and server ids: they become part of tool names, URLs and file names. */
export const identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/,
    'letters, digits, _ . - (1 to 64, no mark at either end)',
  )
  .refine((id) => !id.includes('__'), 'two underscores in a row separate server and tool');

/** A mapping from servers of the operator's choice: one named `constructor` must find what was written, or nothing. */
export const byServer = <T extends z.ZodType>(entry: T) =>
  z
    .record(identifier, entry)
    .transform((written) => {
      const named: Record<string, z.output<T>> = Object.create(null);
      return Object.assign(named, written);
    })
    .prefault({});

/** A glob over tool names: `*`, `?`, `[abc]`, `{a,b}`. */
export const toolGlob = z.string().min(1).max(256);

/** A glob over a prompt's name or a resource's URI: `*` is any run of characters (in URIs without `/`), `**` any at all. */
export const textGlob = z.string().min(1).max(1_024);

export const seconds = (fallback: number, max = 86_400) =>
  z.number().min(0.05).max(max).default(fallback);

/** A limit where 0 means off. */
export const limit = (fallback: number) => z.number().int().min(0).max(1_000_000).default(fallback);
