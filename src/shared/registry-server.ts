import { z } from 'zod';
import { limit, seconds, textGlob, toolGlob } from './registry-fields.ts';

const timeouts = z
  .strictObject({
    initialize_s: seconds(90),
    tools_list_s: seconds(90),
    tools_call_s: seconds(180),
    install_s: seconds(600),
    retry_on_timeout: z.number().int().min(0).max(10).default(0),
    retry_backoff_s: z.number().min(0).max(600).default(1),
  })
  .prefault({});

const toolPolicy = z
  .strictObject({
    mode: z.enum(['allow_all', 'deny_all', 'allow_list']).default('allow_all'),
    tools: z.array(toolGlob).default([]),
    deny: z.array(toolGlob).default([]),
    ask: z.array(toolGlob).default([]),
    message: z.string().max(1_000).default(''),
    /** Names of the original LMCP registry for `tools` and `deny`. */
    allow_tools: z.array(toolGlob).optional(),
    deny_tools: z.array(toolGlob).optional(),
  })
  .prefault({});

/** `servers.<id>.prompts` and `.resources`: without `allow` everything is. */
const itemPolicy = z
  .strictObject({
    allow: z.array(textGlob).optional(),
    deny: z.array(textGlob).default([]),
    message: z.string().max(1_000).default(''),
  })
  .prefault({});

const common = {
  description: z.string().max(2_000).default(''),
  tags: z.array(z.string().max(64)).default([]),
  enabled: z.boolean().default(true),
  autostart: z.boolean().default(false),
  sharing: z.enum(['shared', 'per_client', 'per_session']).default('shared'),
  trust: z.enum(['first_use', 'review']).default('first_use'),
  audit: z.strictObject({ capture: z.enum(['none', 'shape', 'full']) }).optional(),
  timeouts,
  tool_policy: toolPolicy,
  tools: z
    .record(
      toolGlob,
      z.strictObject({
        rpm: limit(0).unwrap().optional(),
        timeout_s: seconds(180).unwrap().optional(),
      }),
    )
    .default({}),
  prompts: itemPolicy,
  resources: itemPolicy,
  guards: z.record(z.string(), z.unknown()).default({}),
};

const plainUrl = z.url({ protocol: /^https?$/ });

/** A URL with references (`${env:HOST}`) can only be judged once they are replaced. */
const upstreamUrl = z
  .string()
  .min(1)
  .refine(
    (text) => /\$\{|\{file:/.test(text) || plainUrl.safeParse(text).success,
    'expected an http or https URL',
  );

const headers = z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.string());

const sandbox = z.strictObject({
  network: z.array(z.string()).default([]),
  read: z.array(z.string()).default([]),
  write: z.array(z.string()).default([]),
  deny: z.array(z.string()).default([]),
});

const stdioServer = z.strictObject({
  ...common,
  transport: z.literal('stdio'),
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  cwd: z.string().optional(),
  env: z.record(z.string().regex(/^[^=\0]+$/), z.string()).default({}),
  sandbox: sandbox.optional(),
  /** Original LMCP registry; only `newline` is still spoken. */
  stdio_mode: z.enum(['newline', 'content-length']).optional(),
});

const httpServer = z.strictObject({
  ...common,
  transport: z.literal('http'),
  url: upstreamUrl,
  headers: headers.default({}),
  oauth: z
    .strictObject({
      client_id: z.string().default(''),
      client_secret: z.string().default(''),
      scopes: z.array(z.string()).default([]),
      callback_port: z.number().int().min(0).max(65_535).default(0),
      /** The authorization server that `client_id` was registered with; no other gets to see it. */
      issuer: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
      headers: headers.default({}),
    })
    .optional(),
});

const externalServer = z.strictObject({
  ...common,
  transport: z.literal('external'),
  manifest: z.string().min(1),
});

/** `servers.<id>:` one upstream. */
export const serverEntry = z.discriminatedUnion('transport', [
  stdioServer,
  httpServer,
  externalServer,
]);

export type StdioServer = z.output<typeof stdioServer>;
export type HttpServer = z.output<typeof httpServer>;
export type ServerEntry = z.output<typeof serverEntry>;
