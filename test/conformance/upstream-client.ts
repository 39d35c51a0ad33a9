import { Client, StreamableHTTPClientTransport, type Tool } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { startEngine } from '../helpers/engine.ts';

/**
 * The client that the suite's client mode tests: our side towards servers. Registers the server at the URL (the last argument) in an
 * engine, connects to the engine with the official client, and makes the calls that the scenarios wait for.
 */
const url = process.argv.at(-1) ?? '';
const revision = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION ?? '2025-11-25';
const context = z
  .object({
    toolCalls: z.array(
      z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }),
    ),
  })
  .partial()
  .parse(JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}'));

const capabilities = { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} };

async function connect(port: number, token: string): Promise<Client> {
  const client = new Client(
    { name: 'conformance', version: '1.0.0' },
    {
      capabilities,
      ...(revision === '2026-07-28' && { versionNegotiation: { mode: 'auto' as const } }),
    },
  );
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }));
  client.setRequestHandler('roots/list', () => ({ roots: [] }));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp/s/tested`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  return client;
}

/** Arguments that satisfy the simple schemas of the scenarios. */
function argumentsFor({ inputSchema }: Tool): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const name of inputSchema.required ?? []) {
    const schema = z
      .object({ type: z.string() })
      .catch({ type: 'string' })
      .parse(inputSchema.properties?.[name]);
    given[name] = ['number', 'integer'].includes(schema.type) ? 2 : 'us-west1';
  }
  return given;
}

async function callTools(client: Client): Promise<void> {
  const { tools } = await client.listTools();
  const echo = tools.find(({ name }) => name === 'json_schema_echo');
  for (const tool of tools) {
    const schema = tools.find(({ name }) => name !== echo?.name)?.inputSchema;
    const wanted = context.toolCalls?.filter(({ name }) => name === tool.name) ?? [];
    const own = tool === echo ? { schema } : argumentsFor(tool);
    const calls = wanted.length > 0 ? wanted : [{ name: tool.name, arguments: own }];
    for (const call of calls) await client.callTool(call);
  }
}

async function readTheRest(client: Client): Promise<void> {
  const { prompts, resources } = client.getServerCapabilities() ?? {};
  if (prompts !== undefined) {
    for (const { name } of (await client.listPrompts()).prompts) await client.getPrompt({ name });
  }
  if (resources === undefined) return;
  for (const { uri } of (await client.listResources()).resources) {
    await client.readResource({ uri });
  }
}

const engine = await startEngine({
  registry: {
    servers: { tested: { transport: 'http', url, sharing: 'per_client' } },
    clients: {
      suite: { allow_servers: ['tested'], accept: ['elicitation', 'sampling', 'roots'] },
    },
  },
});
try {
  const client = await connect(engine.port, await engine.token('suite'));
  await callTools(client);
  await readTheRest(client);
  await client.close();
} finally {
  await engine.stop();
}
