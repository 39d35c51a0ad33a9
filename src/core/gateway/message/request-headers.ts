/** The headers that decide anything, read once from `rawHeaders`; undefined where absent. */
export interface RequestHeaders {
  host: string | undefined;
  origin: string | undefined;
  accept: string | undefined;
  authorization: string | undefined;
  clientId: string | undefined;
  clientToken: string | undefined;
  contentType: string | undefined;
  contentLength: string | undefined;
  contentEncoding: string | undefined;
  transferEncoding: string | undefined;
  sessionId: string | undefined;
  protocolVersion: string | undefined;
  mcpMethod: string | undefined;
  mcpName: string | undefined;
  /** `Mcp-Param-*`, by what follows the prefix, in lower case; null without any. */
  params: Map<string, string> | null;
  /** The first header of these that came more than once, in lower case. */
  repeated: string | undefined;
}

type Field = Exclude<keyof RequestHeaders, 'repeated' | 'params'>;

/** By length first: most headers of a request are then passed over without being lower-cased. */
const fieldsByLength: ReadonlyMap<number, ReadonlyMap<string, Field>> = groupByLength([
  ['host', 'host'],
  ['origin', 'origin'],
  ['accept', 'accept'],
  ['authorization', 'authorization'],
  ['x-client-id', 'clientId'],
  ['x-lmcp-token', 'clientToken'],
  ['content-type', 'contentType'],
  ['content-length', 'contentLength'],
  ['content-encoding', 'contentEncoding'],
  ['transfer-encoding', 'transferEncoding'],
  ['mcp-session-id', 'sessionId'],
  ['mcp-protocol-version', 'protocolVersion'],
  ['mcp-method', 'mcpMethod'],
  ['mcp-name', 'mcpName'],
]);

const paramPrefix = 'mcp-param-';

/** Reads names and values in turn, as `IncomingMessage.rawHeaders` holds them. */
export function readHeaders(rawHeaders: readonly string[]): RequestHeaders {
  const headers = noHeaders();
  let otherMcp: Set<string> | null = null;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const rawName = rawHeaders[at] ?? '';
    const fields = fieldsByLength.get(rawName.length);
    const field = fields?.get(rawName) ?? fields?.get(rawName.toLowerCase());
    if (field === undefined) {
      if (!startsLikeMcp(rawName)) continue;
      const name = rawName.toLowerCase();
      otherMcp ??= new Set();
      if (otherMcp.has(name)) headers.repeated ??= name;
      otherMcp.add(name);
      if (name.startsWith(paramPrefix)) {
        headers.params ??= new Map();
        headers.params.set(name.slice(paramPrefix.length), rawHeaders[at + 1] ?? '');
      }
    } else if (headers[field] === undefined) {
      headers[field] = rawHeaders[at + 1] ?? '';
    } else if (field !== 'accept') {
      // Accept is a list (RFC 9110 5.3) and grants nothing; every other one must be unambiguous.
      headers.repeated ??= rawName.toLowerCase();
    }
  }
  return headers;
}

function startsLikeMcp(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first === 0x4d || first === 0x6d) && name.slice(0, 4).toLowerCase() === 'mcp-';
}

function groupByLength(
  pairs: readonly (readonly [string, Field])[],
): Map<number, Map<string, Field>> {
  const groups = new Map<number, Map<string, Field>>();
  for (const [name, field] of pairs) {
    const group = groups.get(name.length) ?? new Map<string, Field>();
    groups.set(name.length, group.set(name, field));
  }
  return groups;
}

function noHeaders(): RequestHeaders {
  return {
    host: undefined,
    origin: undefined,
    accept: undefined,
    authorization: undefined,
    clientId: undefined,
    clientToken: undefined,
    contentType: undefined,
    contentLength: undefined,
    contentEncoding: undefined,
    transferEncoding: undefined,
    sessionId: undefined,
    protocolVersion: undefined,
    mcpMethod: undefined,
    mcpName: undefined,
    params: null,
    repeated: undefined,
  };
}
