import { describe, expect, it, onTestFinished } from 'vitest';
import { startEngine, type TestEngine, type TestEngineOptions } from '../helpers/engine.ts';
import { McpClient, type McpReply } from '../helpers/mcp-client.ts';
import { randomPolicy, toolNames } from '../helpers/random-policy.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { testServer } from '../helpers/upstream-rig.ts';

async function engineWith(registry: TestEngineOptions['registry'] = {}): Promise<TestEngine> {
  const engine = await startEngine({
    registry: { ...registry, lmcp: { ...registry.lmcp, limits: { rpm: 0 } } },
  });
  onTestFinished(() => engine.stop());
  return engine;
}

/** What a client can tell from an answer. */
function effectOf({ result, error }: McpReply): string {
  if (result !== undefined) return 'allow';
  if (error?.code === -32_602) return 'hidden';
  return error?.code === -32_011 ? `deny by ${error.data?.rule}` : JSON.stringify(error);
}

/** The newest row that a call leaves when it is let through, or when it is not. */
async function lastRow(engine: TestEngine, kind: string): Promise<Record<string, unknown>> {
  const { rows } = await engine.api.audit.query({ filter: { kind }, page: { limit: 1 } });
  return JSON.parse(rows[0]?.body ?? '{}');
}

describe('explain', () => {
  it('PO-17: says what the live path does, and by which rule, for every client, server and tool of a random registry', async () => {
    const server = () => testServer('named-tools.mjs', ['plain', ...toolNames]);
    const shape = { clients: 8, servers: 4, asks: false, server };
    const registry = randomPolicy(seededRandom(42), shape);
    const engine = await engineWith(registry);
    const seen = new Set<string>();

    const compare = async (client: McpClient, id: string, server: string, tool: string) => {
      const said = await engine.api.access.explain({ client: id, server, tool });
      const done = await client.call(`${server}__${tool}`);
      const isHidden = /\.(?:allow_servers|enabled)$/.test(said.rule);
      const refused = isHidden ? 'hidden' : `deny by ${said.rule}`;
      const foretold = said.effect === 'allow' ? 'allow' : refused;
      expect(effectOf(done), `${id} ${server} ${tool}`).toBe(foretold);
      const row = await lastRow(engine, foretold === 'allow' ? 'call.intent' : 'call.denied');
      expect(row).toMatchObject({ client: id, rule: said.rule, revision: said.revision });
      seen.add(isHidden ? 'hidden' : said.effect);
    };

    for (const [id, { enabled }] of Object.entries(registry.clients ?? {})) {
      if (!enabled) continue;
      const client = await engine.connect(id);
      for (const server of ['s0', 's1', 's2', 's3', 'nothing']) {
        for (const tool of toolNames) await compare(client, id, server, tool);
      }
      client.close();
    }
    expect([...seen].sort()).toEqual(['allow', 'deny', 'hidden']);
  });
});

describe('what servers and clients say of themselves', () => {
  const tools = ['delete_all', 'read', 'other'];
  const rules = { mode: 'allow_list' as const, tools: ['read', 'delete_all'], deny: ['delete_*'] };

  it('P-61 PO-14: hints, descriptions, serverInfo and clientInfo change no decision', async () => {
    const engine = await engineWith({
      clients: { a: { allow_servers: ['plain', 'boasting'] } },
      servers: {
        plain: testServer('named-tools.mjs', ['plain', ...tools], { tool_policy: rules }),
        boasting: testServer('named-tools.mjs', ['boasting', ...tools], { tool_policy: rules }),
      },
    });
    const token = await engine.token('a');
    const claims = [
      { name: 'test', version: '1' },
      { name: 'lmcp', version: '0.0.0-test', title: 'Operator' },
      { name: 'boasting', version: '1', role: 'administrator' },
    ];
    const listed: string[][] = [];
    for (const claim of claims) {
      const client = await McpClient.open(engine.port, '/mcp', token, claim);
      listed.push((await client.toolNames()).sort());
      for (const server of ['plain', 'boasting']) {
        const effects: string[] = [];
        for (const tool of tools) effects.push(effectOf(await client.call(`${server}__${tool}`)));
        const place = `servers.${server}.tool_policy`;
        expect(effects).toEqual([`deny by ${place}.deny[0]`, 'allow', `deny by ${place}.tools`]);
      }
      client.close();
    }
    expect(listed).toEqual(claims.map(() => ['boasting__read', 'plain__read']));
    // They are recorded as what they are: claims.
    const denied = await engine.rows('call.denied');
    expect(new Set(denied.map(({ claimed_client: claim }) => Object(claim).name))).toEqual(
      new Set(claims.map(({ name }) => name)),
    );
  });
});
