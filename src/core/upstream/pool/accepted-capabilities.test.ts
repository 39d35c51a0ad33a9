import { describe, expect, it } from 'vitest';
import { registryFile } from '../../../shared/registry.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import { acceptedCapabilities } from './accepted-capabilities.ts';

const file = registryFile.parse({
  version: 1,
  clients: {
    asker: { allow_servers: ['child', 'remote'], accept: ['elicitation'] },
    sampler: { allow_servers: ['remote'], accept: ['sampling'] },
    stranger: { allow_servers: ['other'], accept: ['roots'] },
    silent: { allow_servers: ['child', 'remote'] },
  },
  servers: {
    child: { transport: 'stdio', command: 'node' },
    remote: { transport: 'http', url: 'http://127.0.0.1:1/mcp' },
  },
});
const snapshot: RegistrySnapshot = {
  revision: 1,
  sha256: '',
  lmcp: file.lmcp,
  clients: new Map(Object.entries(file.clients)),
  servers: new Map(),
  broken: new Map(),
};

/** @param clientId null for the shared connection. */
function told(server: 'child' | 'remote', clientId: string | null): unknown {
  const entry = file.servers[server];
  if (entry === undefined) throw new Error(`${server} is missing`);
  const scope = clientId === null ? null : { clientId, sessionId: null };
  return JSON.parse(Buffer.from(acceptedCapabilities(snapshot, server, entry, scope)).toString());
}

describe('acceptedCapabilities', () => {
  it('UP-15: a child of one client is told of what that client accepts, whole', () => {
    expect(told('child', 'asker')).toEqual({ elicitation: { form: {}, url: {} } });
    expect(told('child', 'sampler')).toEqual({ sampling: { tools: {} } });
    expect(told('child', 'silent')).toEqual({});
    expect(told('child', 'gone')).toEqual({});
  });

  it('UP-15: a shared child is told of nothing, whoever accepts what', () => {
    expect(told('child', null)).toEqual({});
  });

  it('UP-15: a shared HTTP server is told of what the clients accept that may reach it', () => {
    expect(told('remote', null)).toEqual({
      elicitation: { form: {}, url: {} },
      sampling: { tools: {} },
    });
  });
});
