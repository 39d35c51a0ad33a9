import type { ClientEntry } from '../../shared/registry-client.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { ServerEntry } from '../../shared/registry-server.ts';
import { isRecord } from './parse-section.ts';

/** Keys that only one transport reads; the original LMCP wrote them empty into every entry. */
const foreignKeys: Record<string, readonly string[]> = {
  stdio: ['url', 'headers'],
  http: ['command', 'args', 'env', 'cwd', 'stdio_mode'],
};

/** Lists, mappings and the original's nullable keys: nothing after the colon means empty. Anything else must have a value. */
const emptyableKeys = new Set([
  ...['args', 'env', 'headers', 'tags', 'timeouts', 'tool_policy', 'tools', 'guards', 'audit'],
  ...['command', 'cwd', 'url', 'description', 'token', 'allow_servers', 'accept', 'profiles'],
  ...['prompts', 'resources'],
  ...['limits', 'log', 'health', 'allowed_hosts', 'allowed_origins', 'management_token'],
]);

/** Makes absent what may be left empty: `env:` with nothing after it, and empty keys of the other transport. */
export function withoutEmptyKeys(entry: unknown): unknown {
  if (entry === null) return {};
  if (!isRecord(entry)) return entry;
  const foreign = foreignKeys[String(entry.transport)] ?? [];
  return Object.fromEntries(
    Object.entries(entry)
      .filter(([key, value]) => value !== null || !emptyableKeys.has(key))
      .filter(([key, value]) => !(foreign.includes(key) && isEmptyValue(value)))
      .map(([key, value]) => [key, key === 'timeouts' ? withoutNulls(value) : value]),
  );
}

function withoutNulls(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}

/** `newline` is what the original wrote into `stdio_mode` of every entry. */
function isEmptyValue(value: unknown): boolean {
  if (value === '' || value === 'newline') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Settings without the original LMCP's names: `rate_limit_rpm` becomes `limits.rpm` unless that is written too. */
export function normaliseDaemon(lmcp: DaemonSettings, written: unknown): DaemonSettings {
  const { rate_limit_rpm: legacyRpm, management_token: _moved, ...settings } = lmcp;
  const limits = isRecord(written) ? written.limits : undefined;
  const hasRpm = isRecord(limits) && limits.rpm !== undefined && limits.rpm !== null;
  if (legacyRpm === undefined || hasRpm) return settings;
  return { ...settings, limits: { ...settings.limits, rpm: legacyRpm } };
}

/** A client without its plain token. */
export function normaliseClient(entry: ClientEntry): ClientEntry {
  const { token: _moved, ...client } = entry;
  return client;
}

/** A server without the original LMCP's names: `allow_tools` and `deny_tools` join `tools` and `deny`, as exact names. */
export function normaliseServer(entry: ServerEntry): ServerEntry {
  const { allow_tools: allowed = [], deny_tools: denied = [], ...policy } = entry.tool_policy;
  const server = {
    ...entry,
    tool_policy: {
      ...policy,
      tools: [...policy.tools, ...allowed.map(exactGlob)],
      deny: [...policy.deny, ...denied.map(exactGlob)],
    },
  };
  if (server.transport !== 'stdio') return server;
  const { stdio_mode: _newline, ...stdio } = server;
  return stdio;
}

/** The original compared names letter by letter: characters that a glob reads otherwise are escaped. */
function exactGlob(name: string): string {
  return name.replace(/[\\*?[\]{}()!+@|]/g, '\\$&');
}
