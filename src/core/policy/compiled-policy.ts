import type { RegistrySnapshot } from '../registry/snapshot.ts';
import { compileItemRules, type ItemKindRules, type ItemRules } from './item-rules.ts';
import { allowGlobs, denyGlobs, type ToolGlobs } from './tool-glob.ts';

/** One place that rules over tools: the daemon, a server, or a client's narrowing of a server. */
export interface ToolRules {
  /** Where it stands in the registry: `servers.github.tool_policy`. */
  readonly path: string;
  readonly mode: 'allow_all' | 'deny_all' | 'allow_list';
  readonly allow: ToolGlobs;
  readonly ask: ToolGlobs;
  readonly deny: ToolGlobs;
  readonly message: string;
}

/** A registry snapshot with its globs compiled: nothing of it is done again per call. */
export interface CompiledPolicy {
  readonly snapshot: RegistrySnapshot;
  /** client -> server -> the line that grants it: `clients.claude.allow_servers[0]`. */
  readonly grants: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Rules that apply, in the order of the design: global, the server's, the client's. */
  rulesFor(clientId: string, serverId: string): readonly ToolRules[];
  /** Rules over its prompts or its resources, the server's first. */
  itemRulesFor(
    clientId: string,
    serverId: string,
    kind: 'prompt' | 'resource',
  ): readonly ItemRules[];
  /** Those of them that hold for every client of the server. */
  commonRules(serverId: string): readonly ToolRules[];
  /** Rate and deadline that a server's `tools:` sets for one tool; the first glob that matches wins. */
  toolSettings(serverId: string, tool: string): ToolSettings;
}

export interface ToolSettings {
  readonly rpm?: number | undefined;
  readonly timeout_s?: number | undefined;
}

interface RawRules {
  mode?: ToolRules['mode'];
  tools?: readonly string[];
  ask: readonly string[];
  deny: readonly string[];
  message?: string;
}

/** Compiles the whole registry; cheap enough to be done at each change of it. */
export function compilePolicy(snapshot: RegistrySnapshot): CompiledPolicy {
  const global = compileRules('lmcp.tool_policy', snapshot.lmcp.tool_policy);
  const ofServer = new Map<string, ToolRules>();
  for (const [id, server] of snapshot.servers) {
    ofServer.set(id, compileRules(`servers.${id}.tool_policy`, server.tool_policy));
  }
  const grants = new Map<string, Map<string, string>>();
  const rules = new Map<string, Map<string, readonly ToolRules[]>>();
  for (const [clientId, client] of snapshot.clients) {
    grants.set(clientId, grantsOf(clientId, client.allow_servers));
    const perServer = new Map<string, readonly ToolRules[]>();
    for (const serverId of client.allow_servers) {
      const own = client.tools[serverId];
      const server = ofServer.get(serverId);
      perServer.set(serverId, [
        global,
        ...(server === undefined ? [] : [server]),
        ...(own === undefined ? [] : [compileRules(`clients.${clientId}.tools.${serverId}`, own)]),
      ]);
    }
    rules.set(clientId, perServer);
  }
  const items = compileItems(snapshot);
  const settings = new Map<string, { globs: ToolGlobs; values: ToolSettings[] }>();
  for (const [id, server] of snapshot.servers) {
    const patterns = Object.keys(server.tools);
    if (patterns.length > 0)
      settings.set(id, { globs: allowGlobs(patterns), values: Object.values(server.tools) });
  }
  return {
    snapshot,
    grants,
    rulesFor: (clientId, serverId) => rules.get(clientId)?.get(serverId) ?? [],
    itemRulesFor: (clientId, serverId, kind) => items.get(clientId)?.get(serverId)?.[kind] ?? [],
    commonRules: (serverId) => {
      const server = ofServer.get(serverId);
      return server === undefined ? [global] : [global, server];
    },
    toolSettings: (serverId, tool) => {
      const own = settings.get(serverId);
      return own?.values[own.globs.match(tool)] ?? noSettings;
    },
  };
}

const noSettings: ToolSettings = {};

function compileItems(snapshot: RegistrySnapshot): Map<string, Map<string, ItemKindRules>> {
  const ofServer = new Map<string, ItemKindRules>();
  for (const [id, server] of snapshot.servers) {
    ofServer.set(id, compileItemRules(`servers.${id}`, '', server.prompts, server.resources));
  }
  const rules = new Map<string, Map<string, ItemKindRules>>();
  for (const [id, client] of snapshot.clients) {
    const perServer = new Map<string, ItemKindRules>();
    for (const serverId of client.allow_servers) {
      const common = ofServer.get(serverId);
      const prompts = client.prompts[serverId];
      const resources = client.resources[serverId];
      const own = compileItemRules(`clients.${id}`, `.${serverId}`, prompts, resources);
      perServer.set(serverId, {
        prompt: [...(common?.prompt ?? []), ...own.prompt],
        resource: [...(common?.resource ?? []), ...own.resource],
      });
    }
    rules.set(id, perServer);
  }
  return rules;
}

function grantsOf(clientId: string, servers: readonly string[]): Map<string, string> {
  const path = `clients.${clientId}.allow_servers`;
  return new Map(servers.map((serverId, index) => [serverId, `${path}[${index}]`]));
}

function compileRules(path: string, raw: RawRules): ToolRules {
  return {
    path,
    mode: raw.mode ?? 'allow_all',
    allow: allowGlobs(raw.tools ?? []),
    ask: denyGlobs(raw.ask),
    deny: denyGlobs(raw.deny),
    message: raw.message ?? '',
  };
}

/** The policy of the registry in force, compiled once per snapshot. */
export function createPolicyView(registry: {
  readonly current: RegistrySnapshot;
}): () => CompiledPolicy {
  let policy = compilePolicy(registry.current);
  return () => {
    if (policy.snapshot !== registry.current) policy = compilePolicy(registry.current);
    return policy;
  };
}
