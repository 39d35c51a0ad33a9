import { z } from 'zod';
import { asGiven, method, nothing, sha256 } from './contract-method.ts';
import { clientTools } from './registry-client.ts';
import { identifier } from './registry-fields.ts';

export const decisionView = z.strictObject({
  effect: z.enum(['allow', 'deny', 'ask']),
  /** Path of the registry line that decided. */
  rule: z.string(),
  revision: z.number().int(),
  message: z.string(),
});

/** One cell of the matrix: grant or withdraw a server, or replace the rules over its tools. */
export const accessEdit = z.strictObject({
  client: identifier,
  server: identifier,
  granted: z.boolean().optional(),
  /** Null removes the narrowing. */
  tools: asGiven(clientTools).nullable().optional(),
});

const stagedEdits = z.strictObject({
  expectedSha256: sha256.optional(),
  edits: z.array(accessEdit).min(1).max(10_000),
});

export const accessContract = {
  /** The live path's own decision for one call, without making it. */
  explain: method(
    z.strictObject({
      client: z.string().max(64),
      server: z.string().max(64),
      tool: z.string().max(128).nullable().default(null),
    }),
    decisionView,
  ),
  /** The matrix of clients and servers, with the digest that `apply` wants back. */
  view: method(
    nothing,
    z.strictObject({
      revision: z.number().int(),
      sha256: z.string(),
      clients: z.array(
        z.strictObject({
          id: z.string(),
          enabled: z.boolean(),
          allowServers: z.array(z.string()),
          tools: z.record(z.string(), clientTools),
        }),
      ),
      servers: z.array(
        z.strictObject({ id: z.string(), enabled: z.boolean(), tools: z.array(z.string()) }),
      ),
    }),
  ),
  /** What `apply` would change, in lines for people; nothing is written. */
  preview: method(stagedEdits, z.strictObject({ lines: z.array(z.string()) })),
  /** Applies staged cells in one change of the file; `stale` when the file is not the one that was seen. */
  apply: method(
    stagedEdits,
    z.strictObject({ revision: z.number().int(), sha256: z.string(), lines: z.array(z.string()) }),
  ),
} as const;

export type AccessEdit = z.output<typeof accessEdit>;
