import type { ClientEntry } from '../../shared/registry-client.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { ServerEntry } from '../../shared/registry-server.ts';
import { maskArguments, maskUrl, setOrEmpty } from './secret-looking.ts';

/** A server as it may be shown: env and header values as `set` or `empty`, secret-looking arguments and URL parts hidden. */
export function maskServer(entry: ServerEntry): Readonly<Record<string, unknown>> {
  if (entry.transport === 'stdio') {
    return { ...entry, args: maskArguments(entry.args), env: maskValues(entry.env) };
  }
  if (entry.transport === 'external') return { ...entry };
  const { oauth, ...shown } = entry;
  return {
    ...shown,
    url: maskUrl(entry.url),
    headers: maskValues(entry.headers),
    ...(oauth === undefined
      ? {}
      : {
          oauth: {
            ...oauth,
            client_secret: setOrEmpty(oauth.client_secret),
            headers: maskValues(oauth.headers),
          },
        }),
  };
}

/** A client entry holds no secret once its plain token was moved out; should one be there, it is not shown. */
export function maskClient(entry: ClientEntry): Readonly<Record<string, unknown>> {
  const { token, ...client } = entry;
  return token === undefined ? client : { ...client, token: setOrEmpty(token) };
}

/** Settings hold no secret once a plain management token was moved out; as for clients. */
export function maskDaemon(lmcp: DaemonSettings): Readonly<Record<string, unknown>> {
  const { management_token: token, ...settings } = lmcp;
  return token === undefined ? settings : { ...settings, management_token: setOrEmpty(token) };
}

function maskValues(values: Readonly<Record<string, string>>): Record<string, 'set' | 'empty'> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, setOrEmpty(value)]));
}
