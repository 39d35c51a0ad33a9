import { createHash } from 'node:crypto';
import type { ClientEntry } from '../../shared/registry-client.ts';
import {
  defaultNameBudget,
  exposedName,
  isToolName,
  nameBudgetOf,
} from '../../shared/tool-name.ts';
import { requestLimits, scanJson } from '../json/scan.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import { decide } from '../policy/decide.ts';
import type { Definition, DefinitionStore } from '../state/definition.ts';
import type { Route } from './session.ts';
import { splice } from './splice.ts';

/** A tool that this client may name, whether or not a rule lets it be called. */
export interface CatalogTool {
  readonly serverId: string;
  /** The tool's own name: what policy and audit are keyed on. */
  readonly tool: string;
  readonly definition: Definition;
  /** The last observed definition differs from the approved one: withheld until reviewed. */
  readonly changed: boolean;
}

/** What one client sees at one endpoint. Computed once per registry revision and definition revision. */
export interface ClientCatalog {
  readonly byName: ReadonlyMap<string, CatalogTool>;
  /** The result of tools/list, ready to send. */
  readonly listResult: Uint8Array;
  readonly listed: number;
  /** Changes exactly when what is listed changes: list_changed is sent on it. */
  readonly digest: string;
}

type ObservedDefinitions = Pick<DefinitionStore, 'revision' | 'of'>;

interface Cached {
  readonly policy: CompiledPolicy;
  readonly definitionRevision: number;
  readonly catalog: ClientCatalog;
}

/** Approved definitions seen through one client's grants: the same decision lists and calls (PO-2). */
export class Catalog {
  readonly #policy: () => CompiledPolicy;
  readonly #definitions: ObservedDefinitions;
  readonly #cache = new Map<string, Cached>();

  constructor(policy: () => CompiledPolicy, definitions: ObservedDefinitions) {
    this.#policy = policy;
    this.#definitions = definitions;
  }

  of(clientId: string, route: Route): ClientCatalog {
    const policy = this.#policy();
    const definitionRevision = this.#definitions.revision;
    const key = route.kind === 'all' ? clientId : `${clientId}\n${route.serverId}`;
    const cached = this.#cache.get(key);
    if (cached?.policy === policy && cached.definitionRevision === definitionRevision)
      return cached.catalog;
    const catalog = buildCatalog(policy, this.#definitions, clientId, route);
    this.#cache.set(key, { policy, definitionRevision, catalog });
    return catalog;
  }

  /** Servers that this client was granted at this endpoint, in the order of its entry. */
  grantedServers(clientId: string, route: Route): string[] {
    return grantedServers(this.#policy(), clientId, route);
  }

  /** Forgets clients that are gone. */
  prune(clients: ReadonlyMap<string, ClientEntry>): void {
    for (const key of this.#cache.keys()) {
      if (!clients.has(key.split('\n')[0] ?? '')) this.#cache.delete(key);
    }
  }
}

function grantedServers(policy: CompiledPolicy, clientId: string, route: Route): string[] {
  const granted = policy.snapshot.clients.get(clientId)?.allow_servers ?? [];
  const here = route.kind === 'all' ? granted : granted.filter((id) => id === route.serverId);
  return here.filter(
    (serverId) => decide(policy, clientId, { serverId, tool: null }).effect === 'allow',
  );
}

function buildCatalog(
  policy: CompiledPolicy,
  definitions: ObservedDefinitions,
  clientId: string,
  route: Route,
): ClientCatalog {
  const budget =
    route.kind === 'all'
      ? nameBudgetOf(policy.snapshot.clients.get(clientId)?.app)
      : defaultNameBudget;
  const byName = new Map<string, CatalogTool>();
  const parts: Uint8Array[] = [];
  let listed = 0;
  for (const serverId of grantedServers(policy, clientId, route)) {
    const known = definitions.of(serverId);
    for (const [tool, definition] of known.approved) {
      const name = route.kind === 'all' ? exposedName(serverId, tool, budget, hexDigest) : tool;
      if (!isToolName(name) || byName.has(name)) continue;
      const changed = known.changed.has(tool);
      byName.set(name, { serverId, tool, definition, changed });
      if (changed || decide(policy, clientId, { serverId, tool }).effect !== 'allow') continue;
      parts.push(Buffer.from(listed++ === 0 ? '{"tools":[' : ','), ...renamed(definition, name));
    }
  }
  const listResult =
    listed === 0 ? Buffer.from('{"tools":[]}') : Buffer.concat([...parts, Buffer.from(']}')]);
  return { byName, listResult, listed, digest: hexDigest(listResult) };
}

/** The definition as the server gave it, byte for byte, under its exposed name. */
function renamed(definition: Definition, name: string): Uint8Array[] {
  const bytes = Buffer.from(definition.json);
  const root = scanJson(bytes, requestLimits);
  const own = root.members?.get('name');
  if (own === undefined) return [bytes];
  return splice(bytes, root, [{ start: own.start, end: own.end, text: JSON.stringify(name) }]);
}

function hexDigest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
