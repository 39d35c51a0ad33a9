import type { IncomingMessage } from 'node:http';
import type { Challenge } from '../../oauth/sign-ins.ts';

/** What a 401 or 403 asks for. Of several challenges the first that names a parameter counts. */
export function readChallenge({ statusCode = 0, headers }: IncomingMessage): Challenge {
  const text = headers['www-authenticate'] ?? '';
  return {
    status: statusCode,
    resourceMetadata: parameter(text, 'resource_metadata'),
    scope: parameter(text, 'scope'),
  };
}

/** One parameter of an auth-scheme, quoted or not (RFC 9110 section 11.2). */
function parameter(text: string, name: string): string | null {
  const found = new RegExp(`(?:^|[\\s,])${name}=(?:"([^"]*)"|([^\\s,"]+))`, 'i').exec(text);
  return found?.[1] ?? found?.[2] ?? null;
}
