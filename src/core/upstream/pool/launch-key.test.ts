import { describe, expect, it } from 'vitest';
import { type ServerEntry, serverEntry } from '../../../shared/registry-server.ts';
import { launchFingerprint, launchKey, ownerOf, sessionOwner } from './launch-key.ts';

const entry = (more: Record<string, unknown> = {}): ServerEntry =>
  serverEntry.parse({
    transport: 'stdio',
    command: 'node',
    args: ['a.js'],
    env: { B: 'secret-value', A: '1' },
    ...more,
  });

describe('launchKey', () => {
  it('SU-16: command, args, names of variables, cwd and server make the key; values do not', () => {
    const key = launchKey('s', entry(), '');
    expect(key).toMatch(/^s@[0-9a-f]{16}$/);
    expect(launchKey('s', entry({ env: { A: '2', B: 'other' } }), '')).toBe(key);
    for (const more of [
      { command: 'deno' },
      { args: ['b.js'] },
      { env: { A: '1' } },
      { cwd: '/tmp' },
    ]) {
      expect(launchKey('s', entry(more), '')).not.toBe(key);
    }
    expect(launchKey('t', entry(), '')).not.toBe(key);
  });

  it('AU-13: neither values nor session ids can be read from it', () => {
    const owner = ownerOf(entry({ sharing: 'per_session' }), { clientId: 'c', sessionId: 'id-1' });
    const key = launchKey('s', entry(), owner);
    expect(key).not.toContain('secret-value');
    expect(key).not.toContain('id-1');
    expect(owner).toBe(sessionOwner('id-1'));
  });

  it('sharing decides who owns a connection; without a session, per session means per client', () => {
    const scope = { clientId: 'c', sessionId: null };
    expect(ownerOf(entry(), scope)).toBe('');
    expect(ownerOf(entry({ sharing: 'per_client' }), scope)).toBe('client:c');
    expect(ownerOf(entry({ sharing: 'per_session' }), scope)).toBe('client:c');
  });
});

describe('launchFingerprint', () => {
  it('SU-16: changes with what a running child was made from, values included, and with nothing else', () => {
    const print = launchFingerprint(entry());
    expect(launchFingerprint(entry({ env: { A: '1', B: 'other' } }))).not.toBe(print);
    expect(launchFingerprint(entry({ sharing: 'per_client' }))).not.toBe(print);
    for (const more of [
      { description: 'x' },
      { autostart: true },
      { trust: 'review' },
      { timeouts: { tools_call_s: 1 } },
      { tool_policy: { deny: ['x'] } },
    ]) {
      expect(launchFingerprint(entry(more))).toBe(print);
    }
  });
});
