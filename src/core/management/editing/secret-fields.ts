import { createHash } from 'node:crypto';
import { isSecretKey, isSecretValue } from '../../registry/secret-looking.ts';

/** The two maps of a server entry whose values may be secrets. */
export type SecretMap = 'env' | 'headers';

export function isSecretMap(name: unknown): name is SecretMap {
  return name === 'env' || name === 'headers';
}

/** Credentials in a form that has no prefix of its own: an Authorization value, or user and password in a URL. */
const credentials = /^(?:bearer|basic)\s+\S|:\/\/[^/\s:@]+:[^/\s@]+@|-----BEGIN /i;
const reference = /\$\{(secret|env):|\{file:/;

/** Whether a value of env or headers belongs into the secret store. A value that already refers elsewhere does not. */
export function looksSecret(key: string, value: string): boolean {
  if (value === '' || reference.test(value)) return false;
  return isSecretKey(key) || isSecretValue(value) || credentials.test(value);
}

/** Name inside `${secret:…}` for one value of a server: `github/TOKEN`. */
export function secretNameFor(serverId: string, key: string): string {
  const clean = key.replace(/[^A-Za-z0-9_.-]/g, '_').replace(/[^A-Za-z0-9_]$/, '_');
  if (clean === key && !key.includes('..')) return `${serverId}/${key}`;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return `${serverId}/${clean.replace(/\.\.+/g, '_')}_${digest}`;
}

export interface MovedSecrets {
  /** What goes into the file: values replaced by references. */
  readonly values: Record<string, string>;
  /** Name inside `${secret:…}` -> value, for the secret store. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * The same for a value below `oauth`, at `path`: its client secret is secret whatever it looks like, a header where it looks so.
 * @param secrets takes what is moved. @returns what goes into the file.
 */
export function moveOAuthSecrets(
  serverId: string,
  path: readonly (string | number)[],
  value: unknown,
  secrets: Map<string, string>,
): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const moved = Object.entries(value).map(([key, one]) => [
      key,
      moveOAuthSecrets(serverId, [...path, key], one, secrets),
    ]);
    return Object.fromEntries(moved);
  }
  if (typeof value !== 'string' || value === '' || reference.test(value)) return value;
  const [member, header] = path;
  const isHeader = member === 'headers' && header !== undefined;
  if (member !== 'client_secret' && !(isHeader && looksSecret(String(header), value))) return value;
  const name = secretNameFor(serverId, ['oauth', ...path].join('_'));
  secrets.set(name, value);
  return `\${secret:${name}}`;
}

/** Splits env or headers: what is secret, by its look or because `named` says so, and what the file may hold. */
export function moveSecrets(
  serverId: string,
  values: Readonly<Record<string, string>>,
  named: readonly string[],
): MovedSecrets {
  const secrets = new Map<string, string>();
  const kept = Object.entries(values).map(([key, value]): [string, string] => {
    const isNamed = named.includes(key) && value !== '' && !reference.test(value);
    if (!isNamed && !looksSecret(key, value)) return [key, value];
    const name = secretNameFor(serverId, key);
    secrets.set(name, value);
    return [key, `\${secret:${name}}`];
  });
  return { values: Object.fromEntries(kept), secrets };
}
