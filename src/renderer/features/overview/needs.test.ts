import { describe, expect, it } from 'vitest';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { findNeeds, type NeedFacts } from './needs.ts';

const status: EngineStatus = {
  version: '0.1.0',
  pid: 1,
  startedUs: 0,
  url: 'http://127.0.0.1:7345/mcp',
  ui: null,
  dataDir: '',
  registryPath: '',
  revision: 1,
  sha256: '',
  problem: null,
  restartRequired: [],
  secretBackend: 'keychain',
  audit: { writable: true, problem: '', headSeq: 1, queued: 0 },
  alarm: null,
  sessions: 0,
  clients: 0,
  servers: [],
};

const counts = { approved: 1, changed: 0, pending: 0, refused: 0 };

function server(id: string, state: string, waits: Partial<ServerSummary> = {}): ServerSummary {
  return {
    id,
    state,
    transport: 'stdio',
    description: '',
    tags: [],
    enabled: true,
    autostart: false,
    sharing: 'shared',
    target: 'npx',
    detail: 'exit code 1',
    sinceUs: null,
    provedUs: null,
    retryAfterMs: null,
    connections: [],
    tools: counts,
    waiting: 0,
    clients: 2,
    broken: null,
    ...waits,
  };
}

const dayUs = 86_400_000_000;
const client = (expiresUs: number | null) => ({
  id: 'cursor',
  app: null,
  enabled: true,
  allowServers: [],
  lastUsedUs: null,
  sessions: 0,
  streams: 0,
  listed: 0,
  toolLimit: null,
  allowUrlToken: false,
  rateLimitRpm: null,
  tokens: [{ tokenId: 't', state: 'active' as const, createdUs: 0, expiresUs, lastUsedUs: null }],
});

function needIds(facts: Partial<NeedFacts>): string[] {
  return findNeeds({ status, servers: [], clients: [], nowUs: 0, ...facts }).map(({ id }) => id);
}

describe('findNeeds', () => {
  it('asks for nothing where all is well, or waits for its first use', () => {
    expect(
      needIds({ servers: [server('a', 'ready'), server('b', 'stopped'), server('c', 'starting')] }),
    ).toEqual([]);
  });

  it('puts what stops everything before what is broken, and that before what waits', () => {
    expect(
      needIds({
        status: {
          ...status,
          problem: { code: 'registry_invalid', message: 'line 41', hint: '' },
          restartRequired: ['port'],
        },
        servers: [
          server('changed', 'ready', { tools: { ...counts, changed: 1 }, waiting: 1 }),
          server('linear', 'needs_sign_in'),
          server('postgres', 'backoff'),
          server('new', 'ready', { waiting: 3 }),
        ],
        clients: [client(2 * dayUs)],
      }),
    ).toEqual([
      'registry',
      'broken-postgres',
      'changed-changed',
      'sign-in-linear',
      'pending-new',
      'token-cursor',
      'restart',
    ]);
  });

  it('counts a token only when the last one that works is about to end', () => {
    expect(needIds({ clients: [client(null)] })).toEqual([]);
    expect(needIds({ clients: [client(30 * dayUs)] })).toEqual([]);
    const both = [...client(2 * dayUs).tokens, ...client(null).tokens];
    expect(needIds({ clients: [{ ...client(null), tokens: both }] })).toEqual([]);
    expect(needIds({ clients: [{ ...client(2 * dayUs), enabled: false }] })).toEqual([]);
  });

  it('leads to the place that helps', () => {
    const [need] = findNeeds({
      status,
      servers: [server('git hub', 'backoff', { retryAfterMs: 12_000 })],
      clients: [],
      nowUs: 0,
    });
    expect(need).toMatchObject({
      tone: 'red',
      text: 'Next try in 12 s: exit code 1',
      act: { label: 'Show log', path: '/servers?server=git+hub&tab=log' },
    });
  });
});
