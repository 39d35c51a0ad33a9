import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { httpCall } from '../helpers/http-call.ts';

let engine: TestEngine;
let managementToken: string;

beforeAll(async () => {
  engine = await startEngine({});
  managementToken = (await engine.api.management.rotate({})).token;
});

afterAll(() => engine?.stop());

/** Asks over HTTP, and again with the code that the terminal shows. Returns what it shows beside it. */
async function allow(method: string, input: Record<string, unknown>): Promise<string> {
  // As a page says what it has seen (MG-9).
  const { sha256: expectedSha256 } = await engine.api.engine.status({});
  const ask = async (consent: Record<string, string>) => {
    const authorization = `Bearer ${managementToken}`;
    const { status } = await httpCall({
      port: engine.port,
      path: `/api/v1/${method}`,
      headers: { 'content-type': 'application/json', authorization, ...consent },
      body: JSON.stringify({ ...input, expectedSha256 }),
    });
    return status;
  };
  expect(await ask({})).toBe(403);
  const { waiting } = await engine.api.management.consents({});
  expect(await ask({ 'x-lmcp-consent': waiting.at(-1)?.code ?? '' })).toBe(200);
  return waiting.at(-1)?.lines.join('\n') ?? '';
}

describe('the rows of a second consent', () => {
  it('SE-8 MG-5: say what was allowed without the secrets of its arguments and its URL', async () => {
    const args = ['--token', 'hunter2', '--header', 'Authorization: Bearer hunter2'];
    const entry = { transport: 'stdio', command: 'node', args };
    const shown = await allow('servers.add', { id: 'told', entry });
    // Who decides sees all of it: what looks like a secret may be a program text.
    expect(shown).toContain("node --token hunter2 --header 'Authorization: Bearer hunter2'");
    await allow('servers.update', { id: 'told', changes: [{ path: ['args'], value: args }] });
    const single = [
      { path: ['args', 0], value: '--token=hunter2' },
      { path: ['args', 1], value: '--verbose' },
    ];
    await allow('servers.update', { id: 'told', changes: single });
    const url = 'https://user:hunter2@h.example/mcp?key=hunter2';
    await allow('servers.add', { id: 'told-http', entry: { transport: 'http', url } });
    const rows = JSON.stringify(await engine.rows());
    expect(rows).toContain('node --token set --header');
    expect(rows).not.toContain('hunter2');
  });
});
