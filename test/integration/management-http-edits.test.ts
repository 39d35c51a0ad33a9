import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { httpCall } from '../helpers/http-call.ts';

let engine: TestEngine;
let token: string;

beforeAll(async () => {
  engine = await startEngine({ registry: { clients: { a: {} } } });
  token = (await engine.api.management.rotate({})).token;
});

afterAll(() => engine?.stop());

function call(method: string, body = '{}', more: Record<string, string> = {}, verb = 'POST') {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...more };
  return httpCall({ port: engine.port, path: `/api/v1/${method}`, method: verb, headers, body });
}

/** Of the registry in force, as a form would have seen it. */
const digest = async () => (await engine.api.clients.list({})).sha256;

describe('an edit over HTTP', () => {
  const edit = async (input: unknown) => {
    const answer = await call('clients.update', JSON.stringify(input));
    return { status: answer.status, reply: JSON.parse(answer.text) };
  };

  it('MG-9: is refused without the registry that was seen, and with another one', async () => {
    const before = await readFile(engine.registryPath, 'utf8');
    expect(await edit({ id: 'a', enabled: false })).toMatchObject({
      status: 428,
      reply: { ok: false, error: { code: 'unseen' } },
    });
    expect(await edit({ id: 'a', enabled: false, expectedSha256: '0'.repeat(64) })).toMatchObject({
      status: 412,
      reply: { ok: false, error: { code: 'stale', data: { sha256: await digest() } } },
    });
    expect(await readFile(engine.registryPath, 'utf8')).toBe(before);
    const made = await edit({ id: 'a', rateLimitRpm: 7, expectedSha256: await digest() });
    expect(made).toMatchObject({ status: 200, reply: { value: { sha256: await digest() } } });
  });
});

describe('the answers of /api', () => {
  it('TR-25 MG-6: every answer of /api holds data or a reason: none is stored or sniffed', async () => {
    const answers = {
      200: call('engine.status'),
      400: call('engine.status', '{"no_such_field":1}'),
      401: call('engine.status', '{}', { authorization: 'Bearer lmcp_m_none' }),
      403: call('engine.status', '{}', { 'sec-fetch-site': 'cross-site' }),
      404: call('no.such'),
      405: call('engine.status', '', {}, 'GET'),
      413: call('engine.status', ' '.repeat(1_048_577)),
      428: call('clients.remove', '{"id":"a"}'),
    };
    for (const [status, answer] of Object.entries(answers))
      expect(await answer, status).toMatchObject({
        status: Number(status),
        headers: {
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'content-type': 'application/json',
        },
      });
  });
});
