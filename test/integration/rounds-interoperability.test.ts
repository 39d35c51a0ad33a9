import {
  Client as CurrentClient,
  StreamableHTTPClientTransport as CurrentTransport,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { type StatelessUpstream, startStatelessUpstream } from '../helpers/stateless-upstream.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** The official clients of both lines and eras, asked by servers of both eras in the middle of a call. */
let engine: TestEngine;
let upstream: StatelessUpstream;

beforeAll(async () => {
  upstream = await startStatelessUpstream('only');
  const own = { sharing: 'per_client' };
  engine = await startEngine({
    registry: {
      clients: {
        agent: {
          allow_servers: ['session', 'stateless', 'remote'],
          accept: ['elicitation', 'sampling', 'roots'],
        },
      },
      servers: {
        session: testServer('asks.mjs', [], own),
        stateless: testServer('sdk-stateless.mjs', ['stdio', 'only'], own),
        remote: { transport: 'http', url: upstream.url },
      },
    },
  });
});

afterAll(async () => {
  await engine.stop();
  await upstream.kill();
});

interface Asked {
  /** What the client was asked, in order. */
  readonly messages: string[];
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const identity = { name: 'rounds', version: '1.0.0' };
const capabilities = { elicitation: {}, sampling: {}, roots: {} };
const roots = [{ uri: 'file:///work', name: 'Work' }];
const completion = {
  model: 'm',
  role: 'assistant' as const,
  content: { type: 'text' as const, text: 'Paris' },
};

async function transportOptions() {
  return { requestInit: { headers: { Authorization: `Bearer ${await engine.token('agent')}` } } };
}

const answerTo = (messages: string[], message: string) => {
  messages.push(message);
  return { action: 'accept' as const, content: { n: messages.length } };
};

async function connectCurrent(mode: 'auto' | 'legacy'): Promise<Asked> {
  const client = new CurrentClient(identity, {
    capabilities,
    ...(mode === 'auto' ? { versionNegotiation: { mode } } : {}),
  });
  const messages: string[] = [];
  client.setRequestHandler('elicitation/create', ({ params }) =>
    answerTo(messages, params.message),
  );
  client.setRequestHandler('sampling/createMessage', () => completion);
  client.setRequestHandler('roots/list', () => ({ roots }));
  const transport = new CurrentTransport(new URL(engine.url), await transportOptions());
  await client.connect(transport);
  return {
    messages,
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}

async function connectLegacy(): Promise<Asked> {
  const client = new LegacyClient(identity, { capabilities });
  const messages: string[] = [];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => answerTo(messages, params.message));
  const transport = new LegacyTransport(new URL(engine.url), await transportOptions());
  // The line's own types disagree about optional members under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    messages,
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}

const textOf = (result: Record<string, unknown>) => JSON.parse(Object(result).content[0].text);
const accepted = [1, 2, 3].map((n) => ({ action: 'accept', content: { n } }));
const question = (n: number) => ({
  method: 'elicitation/create',
  params: { message: `Step ${n}`, requestedSchema: { type: 'object', properties: {} } },
});

describe.each([
  { line: '@modelcontextprotocol/client 2, negotiating', connect: () => connectCurrent('auto') },
  { line: '@modelcontextprotocol/client 2, in a session', connect: () => connectCurrent('legacy') },
  { line: '@modelcontextprotocol/sdk 1', connect: connectLegacy },
])('$line', ({ connect }) => {
  it('is asked three times by a server with sessions, whose tool runs once', async () => {
    const client = await connect();
    const { executions: before } = textOf(await client.call('session__executions', {}));
    const questions = [question(1), question(2), question(3)];
    const result = await client.call('session__ask', { questions, oneByOne: true });
    expect(textOf(result)).toEqual(accepted);
    expect(client.messages).toEqual(['Step 1', 'Step 2', 'Step 3']);
    const { executions } = textOf(await client.call('session__executions', {}));
    expect(executions).toBe(before + 1);
    await client.close();
  });

  it.each(['stateless', 'remote'])(
    'is asked three times by a server without sessions (%s), which acts once',
    async (server) => {
      const client = await connect();
      const done = textOf(await client.call(`${server}__steps`, { rounds: 3 }));
      expect(done.answers).toEqual(accepted);
      expect(client.messages).toEqual(['Step 1', 'Step 2', 'Step 3']);
      const next = textOf(await client.call(`${server}__steps`, { rounds: 0 }));
      expect(next.executions).toBe(done.executions + 1);
      await client.close();
    },
  );
});

describe.each(['auto', 'legacy'] as const)('a client in %s mode', (mode) => {
  it('is asked for folders and for a text of its model as well, several things at once', async () => {
    const client = await connectCurrent(mode);
    const sampling = {
      method: 'sampling/createMessage',
      params: {
        messages: [{ role: 'user', content: { type: 'text', text: 'Capital?' } }],
        maxTokens: 9,
      },
    };
    const questions = [question(1), { method: 'roots/list' }, sampling];
    const answers = textOf(await client.call('session__ask', { questions }));
    expect(answers).toMatchObject([accepted[0], { roots }, completion]);
    await client.close();
  });
});
