import { describe, expect, it } from 'vitest';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { type AttentionFacts, findAttention } from './attention.ts';

const nowUs = 1_790_000_000_000_000;
const dayUs = 86_400_000_000;

function server(id: string, state: string, more: Partial<ServerSummary> = {}): ServerSummary {
  return {
    id,
    transport: 'stdio',
    description: '',
    tags: [],
    enabled: true,
    autostart: false,
    sharing: 'shared',
    target: 'x',
    state,
    detail: '',
    sinceUs: null,
    provedUs: null,
    retryAfterMs: null,
    connections: [],
    tools: { approved: 1, changed: 0, pending: 0, refused: 0 },
    waiting: 0,
    clients: 1,
    broken: null,
    ...more,
  };
}

function client(id: string, expiresUs: number | null, more: Partial<ClientSummary> = {}) {
  const token = { tokenId: 't', state: 'active' as const, createdUs: 0, lastUsedUs: null };
  return {
    id,
    app: null,
    enabled: true,
    allowServers: [],
    tokens: [{ ...token, expiresUs }],
    lastUsedUs: null,
    sessions: 0,
    streams: 0,
    listed: 0,
    toolLimit: null,
    allowUrlToken: false,
    accept: [],
    rateLimitRpm: null,
    ...more,
  };
}

const quiet: AttentionFacts = {
  alarm: null,
  audit: { writable: true, problem: '' },
  registryProblem: null,
  restartRequired: [],
  secretBackend: 'keychain',
  servers: [server('a', 'ready'), server('b', 'stopped')],
  clients: [client('c', null)],
  nowUs,
};

describe('findAttention', () => {
  it('is empty where all is well', () => {
    expect(findAttention(quiet)).toEqual([]);
  });

  it('puts what stops everything first, then what is broken, what waits, and what could be better', () => {
    const found = findAttention({
      ...quiet,
      alarm: 'rolled back',
      audit: { writable: false, problem: 'held' },
      registryProblem: 'line 3',
      restartRequired: ['lmcp.port'],
      secretBackend: 'key_file',
      servers: [
        server('changed', 'ready', {
          waiting: 2,
          tools: { approved: 1, changed: 1, pending: 1, refused: 0 },
        }),
        server('signed-out', 'needs_sign_in'),
        server('crashing', 'crashed', { detail: 'It exited with code 1', sinceUs: 5 }),
        server('odd', 'broken', { broken: { code: 'x', message: 'no command', hint: '' } }),
        server('new', 'ready', { waiting: 3 }),
      ],
      clients: [
        client('soon', nowUs + dayUs),
        client('later', nowUs + 30 * dayUs),
        client('none', null, { tokens: [] }),
        client('off', nowUs, { enabled: false }),
        client('greedy', null, { listed: 47, toolLimit: 40 }),
      ],
    });
    expect(found.map(({ id, act }) => [id, act])).toEqual([
      ['history_alarm', 'acknowledge_history'],
      ['registry_refused', 'mend_registry'],
      ['server_failing crashing', 'show_log'],
      ['server_broken odd', 'edit_server'],
      ['definition_changed changed', 'review'],
      ['sign_in signed-out', 'sign_in'],
      ['definition_pending new', 'review'],
      ['token_expiring soon', 'rotate_token'],
      ['no_token none', 'rotate_token'],
      ['tools_over_limit greedy', 'choose_tools'],
      ['restart_required', 'restart'],
      ['weak_secret_store', 'choose_secret_store'],
    ]);
    expect(found.find(({ kind }) => kind === 'tools_over_limit')).toMatchObject({
      count: 7,
      client: 'greedy',
      level: 'notice',
    });
    expect(found.find(({ kind }) => kind === 'server_failing')).toMatchObject({
      detail: 'It exited with code 1',
      sinceUs: 5,
      level: 'broken',
    });
  });

  it('says that the log cannot be written where no alarm explains it', () => {
    const audit = { writable: false, problem: 'The disk is full.' };
    expect(findAttention({ ...quiet, audit })).toMatchObject([
      { kind: 'audit_unwritable', detail: 'The disk is full.', act: 'free_disk' },
    ]);
  });
});
