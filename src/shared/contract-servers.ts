import { z } from 'zod';
import { asGiven, byId, edit, method, nothing, taskId, wireError } from './contract-method.ts';
import {
  itemDetail,
  itemKind,
  itemView,
  logLine,
  serverSummary,
  toolName,
  valueView,
} from './contract-server-views.ts';
import { identifier } from './registry-fields.ts';
import { serverEntry } from './registry-server.ts';

/** Names of env or header values that go to the secret store whatever they look like. */
const secretNames = z.array(z.string().min(1).max(256)).max(64).default([]);

const storedSecrets = { storedSecrets: z.array(z.string()) };

const commanded = z.strictObject({ server: serverSummary });

export const serversContract = {
  list: method(
    nothing,
    z.strictObject({
      servers: z.array(serverSummary),
      /** Digest of the registry that this was read from, for `expectedSha256`. */
      sha256: z.string(),
    }),
  ),
  get: method(
    byId,
    z.strictObject({
      server: serverSummary,
      /** The entry with env and header values as `set` or `empty`. */
      entry: z.record(z.string(), z.unknown()),
      values: z.array(valueView),
      tools: z.array(itemView),
      /** Prompts, resources, templates and instructions: pinned and reviewed as tools are. */
      others: z.array(itemView),
      /** Digest of the registry that this was read from, for `expectedSha256`. */
      sha256: z.string(),
    }),
  ),
  /** The tools of all servers by name, in the order of `list`: one answer for a search over them. */
  tools: method(
    nothing,
    z.strictObject({
      servers: z.array(z.strictObject({ id: z.string(), tools: z.array(toolName) })),
    }),
  ),
  /** One definition whole, and what of it is not what was approved. */
  item: method(
    z.strictObject({ id: identifier, name: z.string().max(4_096), kind: itemKind.default('tool') }),
    itemDetail,
  ),
  /** What an entry would run or connect to, and what is wrong with it. Nothing is stored, started or connected to (MG-4). */
  preview: method(
    z.strictObject({ id: identifier, entry: asGiven(serverEntry), secrets: secretNames }),
    z.strictObject({
      /** The exact argument vector, secret-looking parts masked; empty for a URL. */
      command: z.array(z.string()),
      /** The same, quoted as one line for a shell; the URL for `http`. */
      line: z.string(),
      /** Where the command was found; null when it was not, or for a URL. */
      found: z.string().nullable(),
      /** Folders that were searched when it was not found. */
      searched: z.array(z.string()),
      /** Names of env and header values that will be kept in the secret store. */
      storedSecrets: z.array(z.string()),
      /** Why it would be refused. */
      problem: wireError.nullable(),
    }),
  ),
  /**
   * Registers a server; it is granted to nobody. Values of env and headers that look secret, or are named in `secrets`,
   * go to the secret store, and the file gets a reference.
   */
  add: edit({ id: identifier, entry: asGiven(serverEntry), secrets: secretNames }, storedSecrets),
  /** Edits single values of an entry; a change without `value` removes the key. */
  update: edit(
    {
      id: identifier,
      changes: z
        .array(
          z.strictObject({
            path: z
              .array(z.union([z.string(), z.number().int().nonnegative()]))
              .min(1)
              .max(8),
            value: z.unknown().optional(),
          }),
        )
        .min(1)
        .max(256),
      secrets: secretNames,
    },
    storedSecrets,
  ),
  /** Stops it, removes the entry, every grant of it, its definitions and its secrets. */
  remove: edit({ id: identifier }, {}),
  start: method(byId, commanded),
  stop: method(byId, commanded),
  restart: method(byId, commanded),
  /**
   * Begins the sign-in to an HTTP server: a person opens `url`, and the engine waits on a loopback port for what their browser brings.
   * `servers.changed` tells of its end. Asked again while it waits it is the same sign-in.
   */
  signIn: method(
    byId,
    z.strictObject({
      /** https, or http on this machine. */
      url: z.url({ protocol: /^https?$/ }),
      /** Seconds until it is given up. */
      expiresS: z.number().int(),
    }),
  ),
  /** Forgets its tokens and stops it. */
  signOut: method(byId, z.strictObject({ signedOut: z.boolean() })),
  /** Reads its tools again. */
  refresh: method(byId, commanded),
  /** Approves what waits for review: everything, or the names given. */
  approve: method(
    z.strictObject({
      id: identifier,
      names: z.array(z.string().max(4_096)).max(1_000).optional(),
      /** Of this kind only. */
      kind: itemKind.optional(),
    }),
    z.strictObject({ approved: z.array(z.string()) }),
  ),
  /** Connects to a registered server and lists its tools. Never takes a command of its own. */
  test: method(
    byId,
    z.strictObject({
      ok: z.boolean(),
      durationMs: z.number(),
      error: wireError.nullable(),
      server: serverSummary,
    }),
  ),
  /**
   * What it printed to stderr and what LMCP did with it: the newest lines, or those from `after` on. With `follow` the event
   * `servers.log` tells of new lines for the next minute.
   */
  logs: method(
    z.strictObject({
      id: identifier,
      after: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(5_000).default(1_000),
      follow: z.boolean().default(false),
    }),
    z.strictObject({
      lines: z.array(logLine),
      /** `after` of the next reading; an unfinished last line comes again. */
      next: z.number().int().nonnegative(),
      /** Lines between `after` and the first one here are gone. */
      gap: z.boolean(),
      keptBytes: z.number().int(),
    }),
  ),
  /**
   * Calls a tool as that client, by the live path: its grants, rules, budget and rows, which say `actor: operator`. A refusal or
   * an error of the server is a result of the trial, not of the method. `engine.cancel` with the task ends it.
   */
  tryTool: method(
    z.strictObject({
      id: identifier,
      tool: z.string().min(1).max(128),
      client: identifier,
      /** JSON of the arguments object, sent as it is. */
      arguments: z.string().max(1_000_000).default('{}'),
      task: taskId,
    }),
    z.strictObject({
      /** `refused` by LMCP, `failed` on the way or by the server, `ok` or `tool_error` as the tool answered. */
      outcome: z.enum(['ok', 'tool_error', 'failed', 'refused']),
      effect: z.enum(['allow', 'deny', 'ask']),
      rule: z.string(),
      revision: z.number().int(),
      /** JSON text of the result or of the JSON-RPC error; at most 256 KiB of it. */
      text: z.string(),
      /** Size of the whole text. */
      bytes: z.number().int(),
      durationMs: z.number(),
      callId: z.string(),
      /** Of the row that allowed or denied it; null when it could not be told. */
      seq: z.number().int().nullable(),
    }),
  ),
} as const;
