import { z } from 'zod';
import { byServer, identifier, limit, textGlob, toolGlob } from './registry-fields.ts';

/** `clients.<id>.tools.<server>`: narrows one server for one client, never widens it. */
export const clientTools = z.strictObject({
  mode: z.enum(['allow_all', 'deny_all', 'allow_list']).default('allow_all'),
  tools: z.array(toolGlob).default([]),
  ask: z.array(toolGlob).default([]),
  deny: z.array(toolGlob).default([]),
});

/** `clients.<id>.prompts.<server>` and `.resources.<server>`: narrow one server for one client. Without `allow` everything is. */
const clientItems = z.strictObject({
  allow: z.array(textGlob).optional(),
  deny: z.array(textGlob).default([]),
});

/** What a server may ask of a client in the middle of a call. */
export const acceptance = z.enum(['elicitation', 'sampling', 'roots']);

/** `clients.<id>:` who may reach what. */
export const clientEntry = z.strictObject({
  app: z.string().max(64).optional(),
  enabled: z.boolean().default(true),
  allow_servers: z.array(identifier).default([]),
  tools: byServer(clientTools),
  prompts: byServer(clientItems),
  resources: byServer(clientItems),
  discovery: z.enum(['full', 'search']).default('full'),
  accept: z.array(acceptance).default([]),
  allow_url_token: z.boolean().default(false),
  rate_limit_rpm: limit(0).unwrap().optional(),
  profiles: z.record(identifier, z.unknown()).default({}),
  /** Original LMCP registry: moved into the secret store at the first load. */
  token: z.string().optional(),
});

export type ClientEntry = z.output<typeof clientEntry>;
