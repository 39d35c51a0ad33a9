import { withoutDotSegments } from './resource-uri.ts';

/** A URI, or a glob over URIs, with slashes where backslashes stand: on Windows both divide folders. */
export function slashed(uri: string): string {
  return uri.replace(/%5C/gi, '/');
}

/** The file of a URI as it is read where a backslash divides folders; the same URI where none does. */
export function readWithSlashes(uri: string): string {
  const { host, path } = partsOf(uri);
  return path === slashed(path) ? uri : `file://${host}${plain(slashed(path))}`;
}

/**
 * The URI, and the files that readers of paths may open for it: none has empty segments, a query or a fragment. Some take a
 * backslash for a slash, some care for no host, some take it for the first folder, and two slashes at a path's beginning for a
 * host's.
 */
export function fileReadings(uri: string): readonly string[] {
  const { host, path } = partsOf(uri);
  const divided = slashed(path);
  const readings = new Set([
    uri,
    `file://${host}${plain(path)}`,
    `file://${host}${plain(divided)}`,
    `file://${plain(divided)}`,
    `file://${plain(`/${slashed(host)}${divided}`)}`,
  ]);
  if (divided.startsWith('//')) readings.add(`file:/${plain(divided)}`);
  return [...readings];
}

function partsOf(uri: string): { host: string; path: string } {
  const [, host = '', path = ''] = /^file:\/\/([^/?#]*)([^?#]*)/s.exec(uri) ?? [];
  return { host, path };
}

function plain(path: string): string {
  const single = path.replace(/\/+/g, '/');
  return (withoutDotSegments(single) ?? single).replace(/(?<=[^/])\/$/, '');
}
