import type { RegistryEdit } from '../../registry/registry.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import { isSecretMap, moveOAuthSecrets, moveSecrets } from '../editing/secret-fields.ts';

/** An edit of one server with its secrets taken out. */
export interface PreparedEdits {
  readonly edits: RegistryEdit[];
  readonly secrets: ReadonlyMap<string, string>;
}

/** A whole new entry. */
export function prepareEntry(
  serverId: string,
  entry: Readonly<Record<string, unknown>>,
  named: readonly string[],
): PreparedEdits {
  const secrets = new Map<string, string>();
  const members = Object.entries(entry).map(([key, value]) => {
    if (key === 'oauth') return [key, moveOAuthSecrets(serverId, [], value, secrets)];
    if (!isSecretMap(key)) return [key, value];
    const moved = moveSecrets(serverId, onlyStrings(value), named);
    for (const [name, secret] of moved.secrets) secrets.set(name, secret);
    return [key, moved.values];
  });
  return {
    edits: [{ path: ['servers', serverId], value: Object.fromEntries(members) }],
    secrets,
  };
}

/** Single values: `env` as a whole, `env.TOKEN`, or anything else of the entry. */
export function prepareChanges(
  serverId: string,
  changes: readonly { path: (string | number)[]; value?: unknown }[],
  named: readonly string[],
): PreparedEdits {
  const secrets = new Map<string, string>();
  const edits = changes.map(({ path, value }): RegistryEdit => {
    const [section, key] = path;
    const full = ['servers', serverId, ...path];
    if (section === 'oauth') {
      return { path: full, value: moveOAuthSecrets(serverId, path.slice(1), value, secrets) };
    }
    if (!isSecretMap(section) || value === undefined) return { path: full, value };
    const given = key === undefined ? onlyStrings(value) : { [String(key)]: String(value) };
    const moved = moveSecrets(serverId, given, named);
    for (const [name, secret] of moved.secrets) secrets.set(name, secret);
    return { path: full, value: key === undefined ? moved.values : moved.values[String(key)] };
  });
  return { edits, secrets };
}

/** The entry and every grant of it: a later server of the same name must start with nobody. */
export function prepareRemoval(snapshot: RegistrySnapshot, serverId: string): RegistryEdit[] {
  const edits: RegistryEdit[] = [{ path: ['servers', serverId], value: undefined }];
  for (const [clientId, client] of snapshot.clients) {
    const { allow_servers } = client;
    if (allow_servers.includes(serverId)) {
      const left = allow_servers.filter((server) => server !== serverId);
      edits.push({ path: ['clients', clientId, 'allow_servers'], value: left });
    }
    for (const narrowed of ['tools', 'prompts', 'resources'] as const) {
      if (Object.hasOwn(client[narrowed], serverId))
        edits.push({ path: ['clients', clientId, narrowed, serverId], value: undefined });
    }
  }
  return edits;
}

/** What a value of another kind means is the schema's business: it is left to refuse it. */
function onlyStrings(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, one]) => [
      key,
      typeof one === 'string' ? one : String(one),
    ]),
  );
}
