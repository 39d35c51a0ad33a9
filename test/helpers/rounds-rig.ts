import { startEngine, type TestEngine } from './engine.ts';
import type { McpReply } from './mcp-client.ts';
import { StatelessClient } from './stateless-client.ts';
import { testServer } from './upstream-rig.ts';

type Row = Record<string, unknown>;

const own = { sharing: 'per_client' };

/** Clients without sessions in front of servers of both eras that ask them things. */
export const roundsRegistry = {
  lmcp: { limits: { rpm: 0 } },
  clients: {
    a: { allow_servers: ['asks', 'modern'], accept: ['elicitation', 'roots'] },
    b: { allow_servers: ['asks', 'modern'], accept: ['elicitation'] },
    gone: { allow_servers: ['asks'], accept: ['elicitation'] },
    closed: { allow_servers: ['asks', 'modern'] },
  },
  servers: {
    asks: testServer('asks.mjs', [], own),
    modern: testServer('sdk-stateless.mjs', ['stdio', 'only'], own),
  },
} as const satisfies Parameters<typeof startEngine>[0]['registry'];

export interface RoundsRig {
  readonly engine: TestEngine;
  client(id: keyof (typeof roundsRegistry)['clients']): StatelessClient;
  /** How often `ask` ran for the client a, and which of our requests its server was told to forget. */
  executions(): Promise<{ executions: number; cancelled: string[] }>;
  /** The rows of the newest call of a tool, oldest first, once the last of them is of this kind. */
  rowsUntil(kind: string, item?: string): Promise<Row[]>;
  stop(): Promise<void>;
}

/** @param directory as for the engine. */
export async function startRounds(directory?: string): Promise<RoundsRig> {
  const where = directory === undefined ? {} : { directory };
  const engine = await startEngine({ registry: roundsRegistry, ...where });
  const clients = new Map<string, StatelessClient>();
  for (const id of Object.keys(roundsRegistry.clients)) {
    const client = new StatelessClient(engine.port, await engine.token(id));
    client.capabilities = { elicitation: { form: {}, url: {} }, roots: {} };
    clients.set(id, client);
  }
  const client: RoundsRig['client'] = (id) => {
    const found = clients.get(id);
    if (found === undefined) throw new Error(id);
    return found;
  };
  const rowsOfCall = async (item: string) => {
    const rows = await engine.rows();
    const id = rows.findLast((row) => row.kind === 'call.intent' && row.item === item)?.call_id;
    return rows.filter((row) => row.call_id === id);
  };
  return {
    engine,
    client,
    executions: async () => textOf(await client('a').call('asks__executions')),
    rowsUntil: async (kind, item = 'ask') => {
      let rows = await rowsOfCall(item);
      while (rows.at(-1)?.kind !== kind) rows = await rowsOfCall(item);
      return rows;
    },
    stop: async () => {
      for (const open of clients.values()) open.close();
      await engine.stop();
    },
  };
}

export const elicit = (message: string) => ({ method: 'elicitation/create', params: { message } });
export const accept = (n: number) => ({ action: 'accept', content: { n } });
/** Params of a call that asks these questions. */
export const ask = (questions: unknown[], more: object = {}) => ({
  name: 'asks__ask',
  arguments: { questions, ...more },
});
/** The JSON that a tool answered with. */
export const textOf = ({ result }: McpReply) => JSON.parse(result?.content?.[0]?.text ?? 'null');
