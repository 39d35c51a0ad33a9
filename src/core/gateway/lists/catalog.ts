import type { ClientEntry } from '../../../shared/registry-client.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import { decide } from '../../policy/decide.ts';
import type { DefinitionStore } from '../../state/definition.ts';
import type { Route } from '../exchange/session.ts';
import {
  buildNamedCatalog,
  type CatalogView,
  type NamedCatalog,
  ownerOf,
} from './named-catalog.ts';
import { buildResourceCatalog, type ResourceCatalog } from './resource-catalog.ts';

/** Lists whose change a client is told of. */
export type ListName = 'tools' | 'prompts' | 'resources';

type ObservedDefinitions = Pick<DefinitionStore, 'revision' | 'of'>;

interface Cached<Value> {
  readonly policy: CompiledPolicy;
  readonly definitionRevision: number;
  readonly value: Value;
}

/**
 * Approved definitions seen through one client's grants: the same decision lists and calls (PO-2). Each view is computed once per
 * registry revision and definition revision.
 */
export class Catalog {
  readonly #policy: () => CompiledPolicy;
  readonly #definitions: ObservedDefinitions;
  readonly #tools = new Map<string, Cached<NamedCatalog>>();
  readonly #prompts = new Map<string, Cached<NamedCatalog>>();
  readonly #resources = new Map<string, Cached<ResourceCatalog>>();

  constructor(policy: () => CompiledPolicy, definitions: ObservedDefinitions) {
    this.#policy = policy;
    this.#definitions = definitions;
  }

  /** Its tools. */
  of(clientId: string, route: Route): NamedCatalog {
    return this.#view(this.#tools, clientId, route, buildTools);
  }

  prompts(clientId: string, route: Route): NamedCatalog {
    return this.#view(this.#prompts, clientId, route, buildPrompts);
  }

  resources(clientId: string, route: Route): ResourceCatalog {
    return this.#view(this.#resources, clientId, route, buildResourceCatalog);
  }

  /** Approved instructions of the servers that the client was granted here, by server. */
  instructions(clientId: string, route: Route): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const serverId of this.grantedServers(clientId, route)) {
      const { approved, changed } = this.#definitions.of(serverId, 'instructions');
      for (const [name, { json }] of approved) {
        if (!changed.has(name)) texts.set(serverId, String(JSON.parse(json)));
      }
    }
    return texts;
  }

  /** Changes exactly when what is listed changes: list_changed is sent on it. */
  digest(list: ListName, clientId: string, route: Route): string {
    switch (list) {
      case 'tools':
        return this.of(clientId, route).digest;
      case 'prompts':
        return this.prompts(clientId, route).digest;
      case 'resources':
        return this.resources(clientId, route).digest;
    }
  }

  /** Servers that this client was granted at this endpoint, in the order of its entry. */
  grantedServers(clientId: string, route: Route): string[] {
    return grantedServers(this.#policy(), clientId, route);
  }

  /** Forgets clients that are gone. */
  prune(clients: ReadonlyMap<string, ClientEntry>): void {
    for (const cache of [this.#tools, this.#prompts, this.#resources]) {
      for (const key of cache.keys()) {
        if (!clients.has(key.split('\n')[0] ?? '')) cache.delete(key);
      }
    }
  }

  #view<Value>(
    cache: Map<string, Cached<Value>>,
    clientId: string,
    route: Route,
    build: (view: CatalogView) => Value,
  ): Value {
    const policy = this.#policy();
    const definitions = this.#definitions;
    const definitionRevision = definitions.revision;
    const key = ownerOf({ clientId, route });
    const cached = cache.get(key);
    if (cached?.policy === policy && cached.definitionRevision === definitionRevision)
      return cached.value;
    const granted = grantedServers(policy, clientId, route);
    const value = build({ policy, definitions, clientId, route, granted });
    // Clients choose the names of endpoints: one that leads nowhere is empty, and nothing to keep.
    if (granted.length > 0 || route.kind === 'all')
      cache.set(key, { policy, definitionRevision, value });
    return value;
  }
}

const buildTools = (view: CatalogView) => buildNamedCatalog('tool', view);
const buildPrompts = (view: CatalogView) => buildNamedCatalog('prompt', view);

function grantedServers(policy: CompiledPolicy, clientId: string, route: Route): string[] {
  const granted = policy.snapshot.clients.get(clientId)?.allow_servers ?? [];
  const here = route.kind === 'all' ? granted : granted.filter((id) => id === route.serverId);
  return here.filter(
    (serverId) => decide(policy, clientId, { serverId, tool: null }).effect === 'allow',
  );
}
