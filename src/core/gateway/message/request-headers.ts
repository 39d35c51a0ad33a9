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

interface Known {
  /** As most clients write it. */
  readonly usual: string;
  readonly lower: string;
  readonly field: Field;
}

/** By length: a name is compared with one or two others, and lower-cased only where it is written in an unusual way. */
const knownByLength: readonly (readonly Known[])[] = groupByLength([
  ['Host', 'host'],
  ['Origin', 'origin'],
  ['Accept', 'accept'],
  ['Authorization', 'authorization'],
  ['X-Client-Id', 'clientId'],
  ['X-LMCP-Token', 'clientToken'],
  ['Content-Type', 'contentType'],
  ['Content-Length', 'contentLength'],
  ['Content-Encoding', 'contentEncoding'],
  ['Transfer-Encoding', 'transferEncoding'],
  ['Mcp-Session-Id', 'sessionId'],
  ['MCP-Protocol-Version', 'protocolVersion'],
  ['Mcp-Method', 'mcpMethod'],
  ['Mcp-Name', 'mcpName'],
]);

const paramPrefix = 'mcp-param-';

/** Reads names and values in turn, as `IncomingMessage.rawHeaders` holds them. */
export function readHeaders(rawHeaders: readonly string[]): RequestHeaders {
  const headers = noHeaders();
  let otherMcp: Set<string> | null = null;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const rawName = rawHeaders[at] ?? '';
    const field = fieldOf(rawName);
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

function fieldOf(rawName: string): Field | undefined {
  const known = knownByLength[rawName.length];
  if (known === undefined) return undefined;
  for (const { usual, field } of known) if (rawName === usual) return field;
  const name = rawName.toLowerCase();
  return known.find(({ lower }) => lower === name)?.field;
}

function groupByLength(pairs: readonly (readonly [string, Field])[]): Known[][] {
  const longest = Math.max(...pairs.map(([usual]) => usual.length));
  return Array.from({ length: longest + 1 }, (_, length) =>
    pairs
      .filter(([usual]) => usual.length === length)
      .map(([usual, field]) => ({ usual, lower: usual.toLowerCase(), field })),
  );
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
