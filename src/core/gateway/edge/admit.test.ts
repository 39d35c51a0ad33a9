import { describe, expect, it } from 'vitest';
import { registryFile } from '../../../shared/registry.ts';
import type { TokenService } from '../../secrets/token-service.ts';
import type { AdmitDeps } from './admission.ts';
import { admit } from './admit.ts';

const { lmcp, clients } = registryFile.parse({ clients: { a: {}, off: { enabled: false } } });
const authenticate: TokenService['authenticate'] = (token, kind) => {
  if (token === undefined) return { ok: false, reason: 'missing' };
  if (token !== 'good' && token !== 'off') return { ok: false, reason: 'unknown' };
  return { ok: true, kind, tokenId: 't', clientId: token === 'good' ? 'a' : 'off' };
};
const deps: AdmitDeps = {
  hosts: new Set(['127.0.0.1:7345']),
  origins: new Set(['https://app.example']),
  tokens: { authenticate },
  snapshot: () => ({
    revision: 1,
    sha256: '',
    lmcp,
    clients: new Map(Object.entries(clients)),
    servers: new Map(),
    broken: new Map(),
  }),
};

function admitted(lines: Readonly<Record<string, string>>, method = 'POST', target = '/mcp') {
  const headers = {
    host: '127.0.0.1:7345',
    authorization: 'Bearer good',
    'content-type': 'application/json',
    ...lines,
  };
  const rawHeaders = Object.entries(headers).flat();
  return admit({ method, target, rawHeaders, httpVersion: '1.1' }, deps);
}

describe('admit', () => {
  it('AU-21: the caller comes from the token', () => {
    expect(admitted({})).toMatchObject({
      kind: 'admitted',
      route: { kind: 'all' },
      caller: { clientId: 'a', tokenId: 't', actor: { type: 'client', door: 'mcp' } },
    });
  });

  it('TR-4 TR-5 TR-7 AU-1: Host is judged before Origin, Origin before media, media before the token', () => {
    const wrong = { 'content-type': 'text/plain', authorization: 'Bearer bad' };
    const reason = (lines: Readonly<Record<string, string>>) => {
      const result = admitted({ ...wrong, ...lines });
      return 'reason' in result ? result.reason : result.kind;
    };
    expect(reason({ host: 'x', origin: 'https://evil.example' })).toBe('rejected_host');
    expect(reason({ origin: 'https://evil.example' })).toBe('rejected_origin');
    expect(reason({})).toBe('content_type');
    expect(reason({ 'content-type': 'application/json' })).toBe('unknown');
  });

  it('TR-5: an Origin on the list passes', () => {
    expect(admitted({ origin: 'https://app.example' }).kind).toBe('admitted');
    expect(admitted({ origin: 'https://APP.example' }).kind).toBe('refused');
  });

  it('AU-1 AU-14: a refusal says a digest of the token, never the token', () => {
    const result = admitted({ authorization: 'Bearer secret-of-mine' });
    expect(result).toMatchObject({
      kind: 'unauthenticated',
      reason: 'unknown',
      detail: { token_digest: expect.stringMatching(/^[0-9a-f]{8}$/) },
    });
    expect(JSON.stringify(result)).not.toContain('secret-of-mine');
  });

  it('AU-10: the token of a disabled client is refused, its client is named for the row', () => {
    expect(admitted({ authorization: 'Bearer off' })).toMatchObject({
      kind: 'unauthenticated',
      reason: 'disabled',
      client: 'off',
    });
  });

  it('MG-2: management paths pass after the Host check, whatever their Origin', () => {
    const own = { origin: 'http://127.0.0.1:7345' };
    expect(admitted(own, 'POST', '/api/v1/engine.status').kind).toBe('management');
    expect(admitted({ host: 'x' }, 'GET', '/ui').kind).toBe('refused');
  });

  it('TR-13: a length that is not digits and two ways to frame are refused', () => {
    for (const lines of [
      { 'content-length': '0x10' },
      { 'content-length': '' },
      { 'content-length': '1'.repeat(16) },
      { 'content-length': '1', 'transfer-encoding': 'chunked' },
      { 'transfer-encoding': 'identity' },
    ]) {
      expect(admitted(lines)).toMatchObject({ reason: 'ambiguous_framing' });
    }
  });
});
