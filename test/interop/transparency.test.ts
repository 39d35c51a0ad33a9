import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineClient } from '../helpers/line-client.ts';
import type { McpReply } from '../helpers/mcp-client.ts';
import { type RealEngine, startRealEngine } from '../helpers/real-engine.ts';
import {
  REAL_SERVER_IDS,
  type RealRead,
  type RealServer,
  realServers,
} from '../helpers/real-servers.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';

/** What a client reads through `/mcp/s/<server>` is what it would read from the server itself. */
let engine: RealEngine;

beforeAll(async () => {
  engine = await startRealEngine();
});

afterAll(async () => {
  await Promise.all([...twins.values()].map(async (twin) => (await twin).direct.close()));
  await engine.stop();
});

interface Twin {
  readonly direct: LineClient;
  readonly capabilities: object;
}

/** Servers keep what they were told: each twin hears the same, once more and without the gateway. */
const twins = new Map<string, Promise<Twin>>();

function twinOf({ id }: RealServer): Promise<Twin> {
  const known = twins.get(id) ?? startTwin(id);
  twins.set(id, known);
  return known;
}

async function startTwin(id: string): Promise<Twin> {
  const server = (await realServers(engine.files, 'direct')).find((one) => one.id === id);
  if (server === undefined) throw new Error(`no server is called ${id}`);
  const { command, args, cwd, env } = server;
  const direct = new LineClient(command, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: engine.files, ...env },
  });
  const { result } = await direct.initialize();
  return { direct, capabilities: Object(result?.capabilities) };
}

const lists: readonly (RealRead & { readonly needs: string })[] = [
  { needs: 'tools', method: 'tools/list', params: {} },
  { needs: 'prompts', method: 'prompts/list', params: {} },
  { needs: 'resources', method: 'resources/list', params: {} },
  { needs: 'resources', method: 'resources/templates/list', params: {} },
];

/** What 2026-07-28 adds to results: the gateway speaks it to a server that can, the twin is asked in a session. */
const ofStatelessEra = new Set([
  'resultType',
  'ttlMs',
  'cacheScope',
  'io.modelcontextprotocol/serverInfo',
]);

/** Lists may come in another order; moments differ between two runs of one server. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(comparable);
    const isList = items.every((item) => keyOf(item) !== undefined);
    return isList
      ? items.sort((one, other) => (String(keyOf(one)) < String(keyOf(other)) ? -1 : 1))
      : items;
  }
  if (typeof value === 'string') {
    return value.replace(/\d{4}-\d\d-\d\dT\d\d[:-]\d\d[:-]\d\d[.-]\d+Z/g, 'some moment');
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([name]) => !ofStatelessEra.has(name))
    .map(([name, part]) => [name, comparable(part)] as const);
  // A `_meta` that held nothing else would not have been there.
  return Object.fromEntries(kept.filter(([name, part]) => name !== '_meta' || !isEmpty(part)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** What tells the entries of a list of definitions apart. */
function keyOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { uri, uriTemplate, name } = entry as Record<string, unknown>;
  const key = uri ?? uriTemplate ?? name;
  return typeof key === 'string' ? key : undefined;
}

type Ask = (method: string, params: Record<string, unknown>) => Promise<McpReply>;

/** How clients of each era ask a server through the gateway. */
const eras = [
  {
    era: 'with a session',
    open: async (path: string): Promise<Ask> => {
      const client = await engine.connect('gw', path);
      return (method, params) => client.request(method, params);
    },
  },
  {
    era: 'without sessions',
    open: async (path: string): Promise<Ask> => {
      const client = new StatelessClient(engine.port, await engine.token('gw'), path);
      return (method, params) => client.request(method, params);
    },
  },
];

describe.each(eras)('a client $era', ({ open }) => {
  it.for(REAL_SERVER_IDS)(
    '%s answers lists, a call, a prompt and a resource through the gateway as it does directly',
    async (id, context) => {
      const server = engine.server(context, id);
      const { direct, capabilities } = await twinOf(server);
      const through = await open(`/mcp/s/${id}`);
      const call = {
        method: 'tools/call',
        params: { name: server.call.name, arguments: server.call.args },
      };
      const asked = [
        ...lists.filter(({ needs }) => Object.hasOwn(capabilities, needs)),
        ...(server.callNeeds === undefined ? [call] : []),
        ...server.reads,
      ];
      for (const { method, params } of asked) {
        const [one, other] = [await direct.request(method, params), await through(method, params)];
        expect(one.error).toBeUndefined();
        expect({ method, ...Object(comparable(other)), id: 0 }).toEqual({
          method,
          ...Object(comparable(one)),
          id: 0,
        });
      }
    },
  );
});
