import { z } from 'zod';
import { limit, toolGlob } from './registry-fields.ts';

/** `lmcp:` the settings of the daemon itself. */
export const daemonSettings = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(7345),
  loopback_only: z.boolean().default(true),
  tls: z.strictObject({ cert: z.string(), key: z.string() }).optional(),
  allowed_hosts: z.array(z.string()).default([]),
  allowed_origins: z.array(z.string()).default([]),
  audit: z
    .strictObject({
      durability: z.enum(['power-loss', 'crash']).default('power-loss'),
      capture: z.enum(['none', 'shape', 'full']).default('none'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      rpm: limit(600),
      tool_rpm: limit(0),
      in_flight_per_client: limit(64),
      in_flight_per_server: limit(64),
      queue: limit(256),
      body_bytes: z.number().int().min(1024).max(67_108_864).default(4_194_304),
    })
    .prefault({}),
  tool_policy: z
    .strictObject({ deny: z.array(toolGlob).default([]), ask: z.array(toolGlob).default([]) })
    .prefault({}),
  secrets: z.enum(['auto', 'keychain', 'encrypted_file', 'key_file']).default('auto'),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      format: z.enum(['json', 'text']).default('json'),
    })
    .prefault({}),
  health: z
    .strictObject({
      interval_s: limit(30),
      timeout_s: z.number().min(0.05).max(600).default(10),
      idle_s: limit(300),
    })
    .prefault({}),
  /** `/api` and `/ui` over HTTP; without it on under `lmcp serve` and off in the desktop app (MG-8). */
  management_http: z.boolean().optional(),
  /** Keys of the original LMCP registry, kept loadable. */
  audit_log: z.string().optional(),
  rate_limit_rpm: limit(600).unwrap().optional(),
  management_token: z.string().optional(),
});

export type DaemonSettings = z.output<typeof daemonSettings>;
