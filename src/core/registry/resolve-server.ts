import { isAbsolute, resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { HttpServer, ServerEntry, StdioServer } from '../../shared/registry-server.ts';
import { expandHome, type ReferenceSources, readReference } from './read-reference.ts';
import { parseReferences } from './reference.ts';
import type { RegistryPath, ResolvedServer } from './registry.ts';
import { formatPath } from './registry-issue.ts';

/**
 * Replaces the references of one entry, and a leading `~` in command, args and cwd.
 * @throws AppError `reference_unreadable` with server, key and reference, never the value.
 */
export async function resolveServer(
  serverId: string,
  entry: ServerEntry,
  sources: ReferenceSources,
): Promise<ResolvedServer> {
  if (entry.transport === 'stdio') return await resolveStdio(serverId, entry, sources);
  if (entry.transport === 'http') return await resolveHttp(serverId, entry, sources);
  throw new AppError('not_supported_yet', `servers.${serverId}: transport external`);
}

async function resolveStdio(
  serverId: string,
  entry: StdioServer,
  sources: ReferenceSources,
): Promise<ResolvedServer> {
  const replace = replacer(serverId, sources);
  const args: string[] = [];
  for (const [index, text] of entry.args.entries()) {
    args.push(await replace(['args', index], expandHome(text, sources.home)));
  }
  const env: Record<string, string> = {};
  for (const [name, text] of Object.entries(entry.env))
    env[name] = await replace(['env', name], text);
  const cwd =
    entry.cwd === undefined
      ? undefined
      : await replace(['cwd'], expandHome(entry.cwd, sources.home));
  const command = await replace(['command'], expandHome(entry.command, sources.home));
  if (command === '')
    throw unusable(serverId, ['command'], 'is empty once its references are replaced');
  return {
    transport: 'stdio',
    entry,
    command,
    args,
    env,
    cwd: cwd === undefined || isAbsolute(cwd) ? cwd : resolve(sources.directory, cwd),
  };
}

async function resolveHttp(
  serverId: string,
  entry: HttpServer,
  sources: ReferenceSources,
): Promise<ResolvedServer> {
  const replace = replacer(serverId, sources);
  const url = await replace(['url'], entry.url);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw unusable(serverId, ['url'], 'is no http or https URL once its references are replaced');
  }
  const headersAt = async (section: RegistryPath, values: Readonly<Record<string, string>>) => {
    const headers: Record<string, string> = {};
    for (const [name, text] of Object.entries(values)) {
      const key = [...section, name];
      const value = await replace(key, text);
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
        throw unusable(serverId, key, 'holds characters that no header may carry');
      }
      headers[name] = value;
    }
    return headers;
  };
  const { oauth = withoutOAuth } = entry;
  return {
    transport: 'http',
    entry,
    url,
    headers: await headersAt(['headers'], entry.headers),
    oauth: {
      ...oauth,
      client_id: await replace(['oauth', 'client_id'], oauth.client_id),
      client_secret: await replace(['oauth', 'client_secret'], oauth.client_secret),
      headers: await headersAt(['oauth', 'headers'], oauth.headers),
    },
  };
}

const withoutOAuth = {
  client_id: '',
  client_secret: '',
  scopes: [],
  callback_port: 0,
  issuer: '',
  headers: {},
};

type Replace = (key: RegistryPath, text: string) => Promise<string>;

function replacer(serverId: string, sources: ReferenceSources): Replace {
  return async (key, text) => {
    const parts = parseReferences(text);
    if (!Array.isArray(parts)) throw unusable(serverId, key, parts.reason);
    let value = '';
    for (const part of parts) {
      value += typeof part === 'string' ? part : await readReference(serverId, key, part, sources);
    }
    if (value.includes('\0')) throw unusable(serverId, key, 'holds a NUL character');
    return value;
  };
}

function unusable(serverId: string, key: RegistryPath, reason: string): AppError {
  return new AppError(
    'reference_unreadable',
    `${formatPath(['servers', serverId, ...key])} ${reason}`,
    { data: { server: serverId, key: formatPath(key) } },
  );
}
