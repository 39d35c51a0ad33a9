import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadEngineKey } from '../../src/core/secrets/engine-keys.ts';
import { openKeyFile } from '../../src/core/secrets/key-file.ts';
import { runCli, serveProcess } from '../helpers/engine-process.ts';
import { McpClient } from '../helpers/mcp-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** Every moment in CI; a sample where a person waits for it. */
const kills = process.env.CI === 'true' ? 200 : 20;
const lanes = 12;

interface Row {
  kind: string;
  seq?: number;
  call_id?: string;
  args?: { hmac: string };
  result?: string;
}

it(`P-65 AD-1 AD-4: kill -9 at ${kills} random moments under load leaves an intent and one outcome for every call, and no effect without an intent`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lmcp-kill-'));
  const effects = join(directory, 'effects');
  await writeFile(effects, '');
  const registry = {
    version: 1,
    lmcp: { limits: { rpm: 0 }, audit: { durability: 'crash' } },
    servers: { e: testServer('effect.mjs', [effects]) },
  };
  await writeFile(join(directory, 'registry.yaml'), JSON.stringify(registry), { mode: 0o600 });
  const { token } = runCli(directory, 'client', 'add', 'a', '--allow', 'e') as { token: string };
  const answered = new Set<string>();
  let calls = 0;

  for (let kill = 0; kill < kills; kill++) {
    const engine = await serveProcess(directory);
    const client = await McpClient.open(engine.port, '/mcp', token);
    // The first call starts the server; the moment is then somewhere in the next few hundred calls.
    await client.call('e__act', { nonce: `warm-${kill}` });
    const moment = (kill * 7919) % 300;
    let done = 0;
    const lane = async (): Promise<void> => {
      for (;;) {
        const nonce = `${kill}-${calls++}`;
        const { result } = await client.call('e__act', { nonce });
        if (result?.content?.[0]?.text === nonce) answered.add(nonce);
        if (++done === moment + lanes) engine.child.kill('SIGKILL');
      }
    };
    // Every lane ends when its connection breaks.
    await Promise.allSettled(Array.from({ length: lanes }, lane));
    await engine.exited;
    client.close();
  }

  // One more start settles what the last kill left open.
  const last = await serveProcess(directory);
  last.child.kill('SIGTERM');
  await last.exited;
  expect(runCli(directory, 'audit', 'verify')).toMatchObject({ ok: true });

  const exported = join(directory, 'rows.jsonl');
  runCli(directory, 'audit', 'export', exported);
  const rows = (await readFile(exported, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ body }) => body !== undefined);
  const bodies: Row[] = rows.map(({ body }) => JSON.parse(body));
  const intents = new Map<string, string>();
  for (const { kind, call_id, args } of bodies) {
    if (kind === 'call.intent' && call_id !== undefined && args !== undefined)
      intents.set(args.hmac, call_id);
  }
  const outcomes = new Map<string, string[]>();
  for (const { kind, call_id, result } of bodies) {
    if (kind !== 'call.outcome' || call_id === undefined) continue;
    outcomes.set(call_id, [...(outcomes.get(call_id) ?? []), String(result)]);
  }
  const key = await auditKey(directory);
  const callOf = (nonce: string) =>
    intents.get(createHmac('sha256', key).update(JSON.stringify({ nonce })).digest('hex')) ??
    'no intent';

  const happened = (await readFile(effects, 'utf8')).trim().split('\n');
  const withoutIntent = happened.filter((nonce) => callOf(nonce) === 'no intent');
  const answeredWithout = [...answered].filter(
    (nonce) => outcomes.get(callOf(nonce))?.length !== 1,
  );
  const notSettledOnce = [...intents.values()].filter((call) => outcomes.get(call)?.length !== 1);
  expect({ withoutIntent, answeredWithout, notSettledOnce }).toEqual({
    withoutIntent: [],
    answeredWithout: [],
    notSettledOnce: [],
  });
  expect(answered.size).toBeGreaterThan(kills * 10);
  expect([...outcomes.values()].flat()).toContain('unknown');
  await rm(directory, { recursive: true, force: true });
}, 900_000);

async function auditKey(directory: string): Promise<Uint8Array> {
  const data = join(directory, 'data');
  const store = await openKeyFile({
    path: join(data, 'secrets.enc'),
    keyPath: join(data, 'secrets.key'),
    create: false,
  });
  return loadEngineKey(store, 'audit-hmac', 32);
}
