import {
  Client as CurrentClient,
  StreamableHTTPClientTransport as CurrentTransport,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** The official clients of both lines, through the engine, to a server built with the official SDK. */
let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: { agent: { allow_servers: ['math'], tools: { math: { deny: ['hidden'] } } } },
      servers: { math: testServer('sdk-server.mjs') },
    },
  });
});

afterAll(() => engine.stop());

/** What the test asks of a client, in the words that both lines have in common. */
interface ConnectedClient {
  toolNames(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The progress values that were told during the call. */
  progressOf(name: string): Promise<number[]>;
  /** A round trip that no server sees. */
  alive(): Promise<unknown>;
  close(): Promise<void>;
}

const identity = { name: 'interoperability', version: '1.0.0' };

async function transportOptions() {
  return { requestInit: { headers: { Authorization: `Bearer ${await engine.token('agent')}` } } };
}

/** As its applications do: it asks which era the endpoint speaks, and finds the newest. */
async function connectNegotiating(): Promise<ConnectedClient> {
  const client = new CurrentClient(identity, { versionNegotiation: { mode: 'auto' } });
  const transport = new CurrentTransport(new URL(engine.url), await transportOptions());
  await client.connect(transport);
  expect(transport.protocolVersion).toBe('2026-07-28');
  // This era has no ping.
  return { ...current(client, transport), alive: () => client.discover() };
}

async function connectCurrent(): Promise<ConnectedClient> {
  const client = new CurrentClient(identity);
  const transport = new CurrentTransport(new URL(engine.url), await transportOptions());
  await client.connect(transport);
  return current(client, transport);
}

function current(client: CurrentClient, transport: CurrentTransport): ConnectedClient {
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: (name, args) => client.callTool({ name, arguments: args }),
    progressOf: async (name) => {
      const seen: number[] = [];
      const onprogress = ({ progress }: { progress: number }) => seen.push(progress);
      await client.callTool({ name, arguments: {} }, { onprogress });
      return seen;
    },
    alive: () => client.ping(),
    close: async () => {
      await transport.terminateSession();
      await client.close();
    },
  };
}

async function connectLegacy(): Promise<ConnectedClient> {
  const client = new LegacyClient(identity);
  const transport = new LegacyTransport(new URL(engine.url), await transportOptions());
  // The line's own types disagree about optional members under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: (name, args) => client.callTool({ name, arguments: args }),
    progressOf: async (name) => {
      const seen: number[] = [];
      const onprogress = ({ progress }: { progress: number }) => seen.push(progress);
      await client.callTool({ name, arguments: {} }, undefined, { onprogress });
      return seen;
    },
    alive: () => client.ping(),
    close: async () => {
      await transport.terminateSession();
      await client.close();
    },
  };
}

describe.each([
  { line: '@modelcontextprotocol/client 2, negotiating', connect: connectNegotiating },
  { line: '@modelcontextprotocol/client 2', connect: connectCurrent },
  { line: '@modelcontextprotocol/sdk 1', connect: connectLegacy },
])('$line', ({ connect }) => {
  it('lists what is granted, and a call returns text and structured content', async () => {
    const client = await connect();
    expect((await client.toolNames()).sort()).toEqual(['math__add', 'math__count']);
    expect(await client.call('math__add', { a: 2, b: 40 })).toMatchObject({
      content: [{ type: 'text', text: '42' }],
      structuredContent: { sum: 42 },
    });
    await client.alive();
    await client.close();
  });

  it('is told of progress under its own token', async () => {
    const client = await connect();
    expect(await client.progressOf('math__count')).toEqual([1, 2, 3]);
    await client.close();
  });

  it('PO-4: sees a denied call as a protocol error with its code', async () => {
    const client = await connect();
    await expect(client.call('math__hidden', {})).rejects.toMatchObject({ code: -32_011 });
    await client.close();
  });

  it("an error of the tool itself passes as the tool's result", async () => {
    const client = await connect();
    expect(await client.call('math__add', { a: 'two', b: 2 })).toMatchObject({ isError: true });
    await client.close();
  });
});
