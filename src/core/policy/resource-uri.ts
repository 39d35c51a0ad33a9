/** Longest URI that is taken, in characters. */
const maxLength = 8_192;

/**
 * Schemes that lead to a host, with the port that need not be named: there case means nothing in the host's name, and an empty path
 * is the root. Elsewhere servers put names of their own in its place.
 */
const hostSchemes: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
  ['ws', '80'],
  ['wss', '443'],
  ['ftp', '21'],
]);

/** RFC 3986, appendix B, without what cannot be an absolute URI. */
const parts = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s;
/** User, name or address, and port of an authority. */
const hostParts = /^(.*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/s;
const unreserved = /[A-Za-z0-9._~-]/;
const notInUris = /[^A-Za-z0-9._~!$&'()*+,;=:@/?#[\]%-]/gu;

/**
 * The one form of a resource's URI that policy reads and a server is sent (PO-8; RFC 3986, 6.2.2 and 6.2.3): scheme and host names
 * in lower case, no usual port, escapes in capitals and only where they are needed, no dot segments; a file of this machine begins
 * with `file:///` (RFC 8089). Null for what is no absolute URI, or has no agreed form: dot segments without a root, escaped NUL,
 * control characters, broken escapes, a host that is missing, a file whose name or host holds an escaped slash.
 */
export function normaliseUri(text: string): string | null {
  if (text.length > maxLength || /\p{Cc}/u.test(text) || /%(?![0-9A-Fa-f]{2})/.test(text)) {
    return null;
  }
  const escaped = tidyEscapes(text);
  if (escaped.includes('%00')) return null;
  const [, scheme = '', authority, path = '', query = '', fragment = ''] =
    parts.exec(escaped) ?? [];
  if (scheme === '') return null;
  const lowerScheme = scheme.toLowerCase();
  const cleanPath = withoutDotSegments(path);
  if (cleanPath === null) return null;
  const place = placeOf(lowerScheme, authority, cleanPath);
  return place === null ? null : `${lowerScheme}:${place}${query}${fragment}`;
}

/** Authority and path in the form of their scheme; null where it has none. */
function placeOf(scheme: string, authority: string | undefined, path: string): string | null {
  if (scheme === 'file') {
    const host = authority?.toLowerCase() ?? '';
    const rooted = path === '' && authority !== undefined ? '/' : path;
    // To some readers an escaped slash divides folders, to others it is none: a rule could be walked past.
    if (!rooted.startsWith('/') || /%2F/i.test(host + path)) return null;
    return `//${host === 'localhost' ? '' : host}${rooted}`;
  }
  const usualPort = hostSchemes.get(scheme);
  if (usualPort === undefined) return authority === undefined ? path : `//${authority}${path}`;
  const [, user = '', name = '', port = ''] = hostParts.exec(authority ?? '') ?? [];
  if (name === '') return null;
  const own = port === '' || port === usualPort ? '' : `:${port}`;
  return `//${user}${name.toLowerCase()}${own}${path === '' ? '/' : path}`;
}

/** Escapes in capitals, where they are needed and nowhere else. */
export function tidyEscapes(text: string): string {
  return text.replace(notInUris, escapeCharacter).replace(/%[0-9A-Fa-f]{2}/g, tidyEscape);
}

function escapeCharacter(character: string): string {
  // A lone surrogate has no UTF-8 form: it becomes the replacement character, as everywhere.
  return encodeURIComponent(character.toWellFormed());
}

function tidyEscape(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return unreserved.test(character) ? character : escaped.toUpperCase();
}

/** RFC 3986, 5.2.4, for paths with a root; null where there is none and it would matter. */
export function withoutDotSegments(path: string): string | null {
  if (!/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) return path;
  if (!path.startsWith('/')) return null;
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (isLast) kept.push('');
  });
  return `/${kept.join('/')}`;
}
