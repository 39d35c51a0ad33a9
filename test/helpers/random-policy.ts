import type { RegistryInput } from '../../src/shared/registry.ts';

type Clients = NonNullable<RegistryInput['clients']>;
type Rules = NonNullable<NonNullable<Clients[string]['tools']>[string]>;

export interface PolicyShape {
  readonly clients: number;
  readonly servers: number;
  /** Rules that ask too; a registry file may not hold them yet. */
  readonly asks: boolean;
  /** What a server of the registry is started with. */
  server(id: string): NonNullable<RegistryInput['servers']>[string];
}

/** Tool names close enough to each other for the patterns of `randomPolicy` to matter. */
export const toolNames = ['read', 'Read', 'read_a', 'READ_B', 'write', 'write_a', 'Write_b', 'a'];

const patterns = [...toolNames, '*', 'read*', 'Write_*', '*_a', 're?d', 'w*_?', '?', 'none'];

/** A registry with grants and rules of every kind at every place: half of the time a place has none. */
export function randomPolicy(random: () => number, shape: PolicyShape): RegistryInput {
  const pick = <T>(from: readonly T[]): T[] => from.filter(() => random() < 1.5 / from.length);
  const often = () => random() < 0.85;
  const asks = () => (shape.asks && random() < 0.5 ? { ask: pick(patterns) } : {});
  const mode = (): NonNullable<Rules['mode']> => {
    if (random() < 0.6) return 'allow_all';
    return random() < 0.8 ? 'allow_list' : 'deny_all';
  };
  const rules = (): Rules => ({
    mode: mode(),
    tools: random() < 0.3 ? ['*'] : pick(patterns),
    deny: random() < 0.5 ? pick(patterns) : [],
    ...asks(),
  });
  const serverIds = Array.from({ length: shape.servers }, (_, index) => `s${index}`);
  const clientIds = Array.from({ length: shape.clients }, (_, index) => `c${index}`);
  return {
    lmcp: { tool_policy: random() < 0.2 ? { deny: pick(patterns), ...asks() } : {} },
    clients: Object.fromEntries(
      clientIds.map((id) => [
        id,
        {
          enabled: often(),
          allow_servers: serverIds.filter(often),
          tools: Object.fromEntries(serverIds.filter(often).map((server) => [server, rules()])),
        },
      ]),
    ),
    servers: Object.fromEntries(
      serverIds.map((id) => [
        id,
        {
          ...shape.server(id),
          enabled: often(),
          ...(random() < 0.5 && { tool_policy: { ...rules(), message: `by ${id}` } }),
        },
      ]),
    ),
  };
}
