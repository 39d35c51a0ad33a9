import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { resultLimits, scanJson } from '../../json/scan.ts';
import type { ClientIdentity } from '../connection/connection-options.ts';
import type { ServerFacts } from '../connection.ts';
import { noCapabilities, statelessVersion } from './envelope.ts';

const latestSessionVersion = '2025-11-25';

/** The versions with `initialize` that we speak to servers, newest first. */
const sessionVersions = [
  latestSessionVersion,
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
];

const serverInfo = z.object({ name: z.string(), version: z.string() }).partial();

const initializeResult = z.object({
  protocolVersion: z.string(),
  capabilities: z.record(z.string(), z.unknown()).default({}),
  serverInfo: serverInfo.optional(),
  instructions: z.string().optional(),
});

const discoverResult = z.object({
  supportedVersions: z.array(z.string()),
  capabilities: z.record(z.string(), z.unknown()).default({}),
  instructions: z.string().optional(),
  _meta: z
    .looseObject({ 'io.modelcontextprotocol/serverInfo': serverInfo.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const unsupportedVersion = z.object({
  code: z.literal(-32_022),
  data: z.object({ supported: z.array(z.string()) }),
});

/**
 * @param capabilities JSON of what the server may ask for. A child that is shared is told of no roots, sampling or elicitation
 * (DESIGN: Protocol).
 * @param meta members of `_meta`: to a server of both eras they say that it may answer in the later one.
 */
export function initializeParams(
  identity: ClientIdentity,
  capabilities: Uint8Array = noCapabilities,
  meta: Uint8Array | null = null,
): Uint8Array {
  const { name, version } = identity;
  return Buffer.concat([
    Buffer.from(`{"protocolVersion":"${latestSessionVersion}","capabilities":`),
    capabilities,
    Buffer.from(`,"clientInfo":${JSON.stringify({ name, version })}`),
    ...(meta === null ? [] : [Buffer.from(',"_meta":{'), meta, Buffer.from('}')]),
    Buffer.from('}'),
  ]);
}

/** @throws AppError `upstream_protocol` for a result that is none, or a version that we do not speak. */
export function readInitializeResult(result: Uint8Array): ServerFacts {
  const parsed = initializeResult.safeParse(JSON.parse(Buffer.from(result).toString('utf8')));
  if (!parsed.success) {
    throw new AppError('upstream_protocol', 'Its answer to initialize is not valid', {
      data: { sent: 'whole', cause: 'upstream_error' },
    });
  }
  const { protocolVersion } = parsed.data;
  if (!sessionVersions.includes(protocolVersion)) {
    throw new AppError('upstream_protocol', 'It speaks a protocol version that is not known', {
      data: { sent: 'whole', cause: 'upstream_error' },
    });
  }
  return {
    era: 'session',
    protocolVersion,
    ...commonFacts(parsed.data, parsed.data.serverInfo, result),
  };
}

/** Null for a result that is none, or a server that does not speak our stateless version. */
export function readDiscoverResult(result: Uint8Array): ServerFacts | null {
  const parsed = discoverResult.safeParse(JSON.parse(Buffer.from(result).toString('utf8')));
  if (!parsed.success || !parsed.data.supportedVersions.includes(statelessVersion)) return null;
  const info = parsed.data._meta?.['io.modelcontextprotocol/serverInfo'];
  return {
    era: 'stateless',
    protocolVersion: statelessVersion,
    ...commonFacts(parsed.data, info, result),
  };
}

/** Whether an error is -32022, and speaks of our stateless version as supported. */
export function namesOurVersion(error: Uint8Array): boolean {
  const parsed = unsupportedVersion.safeParse(JSON.parse(Buffer.from(error).toString('utf8')));
  return parsed.success && parsed.data.data.supported.includes(statelessVersion);
}

function commonFacts(
  said: { capabilities: Record<string, unknown>; instructions?: string | undefined },
  info: z.output<typeof serverInfo> | undefined,
  result: Uint8Array,
): Omit<ServerFacts, 'era' | 'protocolVersion'> {
  return {
    capabilities: said.capabilities,
    capabilityBytes: capabilityBytesOf(result),
    instructions: said.instructions ?? '',
    name: (info?.name ?? '').slice(0, 128),
    version: (info?.version ?? '').slice(0, 64),
  };
}

function capabilityBytesOf(result: Uint8Array): Uint8Array {
  const node = scanJson(result, resultLimits).members?.get('capabilities');
  // A copy: the slice would hold the whole message in memory for as long as the server runs.
  return node === undefined ? noCapabilities : result.slice(node.start, node.end);
}
