import { Client, StreamableHTTPClientTransport, type Tool } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { authorize } from '../helpers/authorize.ts';
import { startEngine, type TestEngine } from '../helpers/engine.ts';

/**
 * The client that the suite's client mode tests: our side towards servers. Registers the server at the URL (the last argument) in an
 * engine, connects to the engine with the official client, and makes the calls that the scenarios wait for. Where the server wants
 * sign-in it is the person too: it opens the address and lets itself be sent back.
 */
const url = process.argv.at(-1) ?? '';
const revision = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION ?? '2025-11-25';
const context = z
  .object({
    toolCalls: z.array(
      z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }),
    ),
    client_id: z.string(),
    client_secret: z.string(),
    issuer: z.string(),
  })
  .partial()
  .parse(JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}'));

/** What these scenarios are about is who may call; the others are about what is called. */
const signsIn = process.env.MCP_CONFORMANCE_SCENARIO?.startsWith('auth/') === true;
/** The suite expects a client that it registered, or this document about one. */
const oauth =
  context.client_id === undefined
    ? { client_id: 'https://conformance-test.local/client-metadata.json' }
    : {
        client_id: context.client_id,
        client_secret: context.client_secret ?? '',
        issuer: context.issuer ?? '',
      };

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

/** Signs in where that is what is missing, at most three times in all, and tries again. */
function person(engine: TestEngine): (attempt: () => Promise<void>) => Promise<void> {
  let left = 3;
  return async (attempt) => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!needsSignIn(error) || left-- === 0) throw error;
        const { url: address } = await engine.api.servers.signIn({ id: 'tested' });
        await authorize(address);
      }
    }
  };
}

function needsSignIn(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 40_100 || error.code === 'needs_sign_in';
}

const engine = await startEngine({
  registry: {
    servers: {
      tested: signsIn
        ? { transport: 'http', url, oauth }
        : { transport: 'http', url, sharing: 'per_client' },
    },
    clients: {
      suite: { allow_servers: ['tested'], accept: ['elicitation', 'sampling', 'roots'] },
    },
  },
});
try {
  const signingIn = signsIn ? person(engine) : (attempt: () => Promise<void>) => attempt();
  if (signsIn) {
    await signingIn(async () => {
      await engine.api.servers.start({ id: 'tested' });
    });
  }
  const client = await connect(engine.port, await engine.token('suite'));
  await signingIn(() => callTools(client));
  await readTheRest(client);
  await client.close();
} finally {
  await engine.stop();
}
