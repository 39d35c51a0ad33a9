import {
  Client as CurrentClient,
  StreamableHTTPClientTransport as CurrentTransport,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** What the lines of the official client have in common. */
export interface SdkClient {
  /** As agreed with the server. */
  readonly protocolVersion: string | undefined;
  toolNames(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const identity = { name: 'interoperability', version: '1.0.0' };

async function connectLegacy(url: string, token: string): Promise<SdkClient> {
  const client = new LegacyClient(identity);
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  const transport = new LegacyTransport(new URL(url), { requestInit });
  // The line's own types disagree about optional members under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    protocolVersion: transport.protocolVersion,
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}

function connectCurrent(mode: 'legacy' | 'auto') {
  return async (url: string, token: string): Promise<SdkClient> => {
    const client = new CurrentClient(identity, { versionNegotiation: { mode } });
    const requestInit = { headers: { Authorization: `Bearer ${token}` } };
    await client.connect(new CurrentTransport(new URL(url), { requestInit }));
    return {
      protocolVersion: client.getNegotiatedProtocolVersion(),
      toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
      call: (name, args) => client.callTool({ name, arguments: args }),
      close: () => client.close(),
    };
  };
}

/** Each line, in each era that it speaks. */
export const SDK_CLIENTS = [
  { line: 'sdk 1', version: '2025-11-25', connect: connectLegacy },
  { line: 'client 2, legacy', version: '2025-11-25', connect: connectCurrent('legacy') },
  { line: 'client 2, auto', version: '2026-07-28', connect: connectCurrent('auto') },
] as const;
