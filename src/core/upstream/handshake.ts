import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { resultLimits, scanJson } from '../json/scan.ts';
import type { ServerFacts } from './connection.ts';
import type { ClientIdentity } from './connection-options.ts';

const latestLegacyVersion = '2025-11-25';

/** The versions with `initialize` that we speak to servers, newest first. */
const legacyVersions = [
  latestLegacyVersion,
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
];

const initializeResult = z.object({
  protocolVersion: z.string(),
  capabilities: z.record(z.string(), z.unknown()).default({}),
  serverInfo: z.object({ name: z.string(), version: z.string() }).partial().optional(),
  instructions: z.string().optional(),
});

/** JSON of a client that can nothing. */
export const noCapabilities: Uint8Array = Buffer.from('{}');

/**
 * A shared server is told of no roots, sampling or elicitation: its capabilities are fixed before anyone calls (DESIGN: Protocol).
 * @param capabilities JSON of the client's, for a server that is its alone.
 */
export function initializeParams(
  identity: ClientIdentity,
  capabilities: Uint8Array = noCapabilities,
): Uint8Array {
  const { name, version } = identity;
  return Buffer.concat([
    Buffer.from(`{"protocolVersion":"${latestLegacyVersion}","capabilities":`),
    capabilities,
    Buffer.from(`,"clientInfo":${JSON.stringify({ name, version })}}`),
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
  const { protocolVersion, capabilities, serverInfo, instructions = '' } = parsed.data;
  if (!legacyVersions.includes(protocolVersion)) {
    throw new AppError('upstream_protocol', 'It speaks a protocol version that is not known', {
      data: { sent: 'whole', cause: 'upstream_error' },
    });
  }
  return {
    era: 'session',
    protocolVersion,
    capabilities,
    capabilityBytes: capabilityBytesOf(result),
    instructions,
    name: (serverInfo?.name ?? '').slice(0, 128),
    version: (serverInfo?.version ?? '').slice(0, 64),
  };
}

function capabilityBytesOf(result: Uint8Array): Uint8Array {
  const node = scanJson(result, resultLimits).members?.get('capabilities');
  // A copy: the slice would hold the whole message in memory for as long as the server runs.
  return node === undefined ? noCapabilities : result.slice(node.start, node.end);
}
