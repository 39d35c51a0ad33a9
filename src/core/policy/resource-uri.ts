/** Longest URI that is taken, in characters. */
const maxLength = 8_192;

/** Schemes whose authority is the name of a host: case means nothing in it. Elsewhere servers put names of their own there. */
const hostSchemes: ReadonlySet<string> = new Set(['http', 'https', 'ws', 'wss', 'ftp', 'file']);

/** RFC 3986, appendix B, without what cannot be an absolute URI. */
const parts = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s;
const unreserved = /[A-Za-z0-9._~-]/;
const notInUris = /[^A-Za-z0-9._~!$&'()*+,;=:@/?#[\]%-]/gu;

/**
 * The one form of a resource's URI that policy reads and a server is sent (PO-8; RFC 3986, 6.2.2): scheme and host names in lower
 * case, escapes in capitals and only where they are needed, no dot segments. Null for what is no absolute URI, or has no agreed
 * form: dot segments without a root, escaped NUL, control characters, broken escapes.
 */
export function normaliseUri(text: string): string | null {
  if (text.length > maxLength || /\p{Cc}/u.test(text) || /%(?![0-9A-Fa-f]{2})/.test(text)) {
    return null;
  }
  const escaped = text.replace(notInUris, escapeCharacter).replace(/%[0-9A-Fa-f]{2}/g, tidyEscape);
  if (escaped.includes('%00')) return null;
  const [, scheme = '', authority, path = '', query = '', fragment = ''] =
    parts.exec(escaped) ?? [];
  if (scheme === '') return null;
  const lowerScheme = scheme.toLowerCase();
  const host = hostSchemes.has(lowerScheme) ? authority?.toLowerCase() : authority;
  const cleanPath = withoutDotSegments(path);
  if (cleanPath === null) return null;
  const whole = host === undefined ? '' : `//${host}`;
  return `${lowerScheme}:${whole}${cleanPath}${query}${fragment}`;
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
function withoutDotSegments(path: string): string | null {
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
