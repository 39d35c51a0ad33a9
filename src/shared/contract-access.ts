import { z } from 'zod';
import { asGiven, edit, method, nothing, sha256, timeUs } from './contract-method.ts';
import { claims } from './contract-server-views.ts';
import { clientTools } from './registry-client.ts';
import { identifier } from './registry-fields.ts';

const effect = z.enum(['allow', 'deny', 'ask']);

export const decisionView = z.strictObject({
  effect,
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

const edits = z.array(accessEdit).max(10_000);

const stagedEdits = edits.min(1);

/** How many tools of a granted server a client may call, is asked for, or is denied; zeros where it is not granted. */
const cell = z.strictObject({
  granted: z.boolean(),
  allowed: z.number().int(),
  asked: z.number().int(),
  denied: z.number().int(),
});

/** What a change of the registry means for one client on one server. */
export const accessChange = z.strictObject({
  client: z.string(),
  server: z.string(),
  kind: z.enum(['gained', 'lost', 'changed']),
  before: cell,
  after: cell,
  /** Tools that it may call and could not before, and the other way round; the first 20 names of each. */
  gained: z.number().int(),
  lost: z.number().int(),
  gainedTools: z.array(z.string()),
  lostTools: z.array(z.string()),
  /** Tools that a person will be asked about and was not before; the first 20 names. */
  askedTools: z.array(z.string()),
  /** How many of the gained ones say of themselves that they write. */
  writing: z.number().int(),
  /** `codex reaches linear: all 14 tools` */
  sentence: z.string(),
  /** What else to know, or empty. */
  detail: z.string(),
});

/** How many tools a client would list, against what its application takes. */
export const toolBudget = z.strictObject({
  client: z.string(),
  before: z.number().int(),
  after: z.number().int(),
  /** Null where the application's limit is not known. */
  limit: z.number().int().nullable(),
});

export const historyEntry = z.strictObject({
  revision: z.number().int(),
  atUs: timeUs,
  sha256: z.string(),
  /** Who put it in force: `operator/ipc`, `operator/socket`, `operator/http`, or `operator/file` for an edit of the file. */
  actor: z.string(),
  /** What changed, for people; empty for the first one that was kept. */
  lines: z.array(z.string()),
  /** The same as cells of the matrix, where it changed any; at most 100. */
  changes: z.array(accessChange),
  inForce: z.boolean(),
  /** False where its text was not kept. */
  restorable: z.boolean(),
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
      /** When this revision came into force. */
      atUs: timeUs.nullable(),
      sha256: z.string(),
      clients: z.array(
        z.strictObject({
          id: z.string(),
          app: z.string().nullable(),
          enabled: z.boolean(),
          allowServers: z.array(z.string()),
          tools: z.record(z.string(), clientTools),
        }),
      ),
      servers: z.array(
        z.strictObject({
          id: z.string(),
          enabled: z.boolean(),
          /** As in `servers.list`. */
          state: z.string(),
          /** Approved tools. */
          tools: z.number().int(),
        }),
      ),
      /** One for each grant of a server that is there. */
      cells: z.array(z.strictObject({ client: z.string(), server: z.string(), ...cell.shape })),
    }),
  ),
  /** The tools of one cell with the decision for each, as it is or as staged edits would make it. */
  tools: method(
    z.strictObject({ client: identifier, server: identifier, edits: edits.default([]) }),
    z.strictObject({
      tools: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          description: z.string(),
          claims,
          /** True where its definition changed: nobody can call it until that is reviewed. */
          changed: z.boolean(),
          effect,
          rule: z.string(),
          /** True where a rule of the server or of all servers decides: no edit of this cell changes it. */
          locked: z.boolean(),
        }),
      ),
      ...cell.shape,
    }),
  ),
  /** What `apply` would change; nothing is written. */
  preview: method(
    z.strictObject({ expectedSha256: sha256.optional(), edits: stagedEdits }),
    z.strictObject({
      lines: z.array(z.string()),
      /** The revision that it would become. */
      revision: z.number().int(),
      changes: z.array(accessChange),
      budgets: z.array(toolBudget),
    }),
  ),
  /** Applies staged cells in one change of the file; `stale` when the file is not the one that was seen. */
  apply: edit({ edits: stagedEdits }, { lines: z.array(z.string()) }),
  /** Registries that were in force, newest first. */
  history: method(
    z.strictObject({
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(100).default(20),
    }),
    z.strictObject({
      entries: z.array(historyEntry),
      /** `before` of the next page, or null at the end. */
      next: z.number().int().nullable(),
    }),
  ),
  /**
   * Goes back to the access that revision `to` gave to the clients and servers that are there now: their grants and rules over tools, nothing
   * else of the registry. With `dryRun` it only says what it would edit.
   */
  undo: edit(
    { to: z.number().int().positive(), dryRun: z.boolean().default(false) },
    {
      edits: z.array(accessEdit),
      /** Clients and servers of that revision that are gone. */
      skipped: z.array(z.string()),
      changes: z.array(accessChange),
      lines: z.array(z.string()),
    },
  ),
} as const;

export type AccessEdit = z.output<typeof accessEdit>;
export type AccessChange = z.output<typeof accessChange>;
