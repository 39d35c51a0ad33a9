import { hash } from 'node:crypto';
import {
  defaultNameBudget,
  exposedName,
  isToolName,
  nameBudgetOf,
} from '../../../shared/tool-name.ts';
import type { Part } from '../../json/parts.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import { decide, type Target } from '../../policy/decide.ts';
import type { Definition, DefinitionStore } from '../../state/definition.ts';
import type { Route } from '../exchange/session.ts';
import { renameDefinition } from './rename-definition.ts';
import { buildList, type ServedList } from './served-list.ts';

/** Kinds of items that have a name of their own and an exposed one. */
export type NamedKind = 'tool' | 'prompt';

/** An item that this client may name, whether or not a rule lets it be used. */
export interface CatalogItem {
  readonly serverId: string;
  /** The item's own name: what policy and audit are keyed on. */
  readonly item: string;
  readonly definition: Definition;
  /** The last observed definition differs from the approved one: withheld until reviewed. */
  readonly changed: boolean;
}

/** The tools, or the prompts, that one client sees at one endpoint. */
export interface NamedCatalog extends ServedList {
  readonly byName: ReadonlyMap<string, CatalogItem>;
}

/** What a catalog is made from, at one endpoint of one client. */
export interface CatalogView {
  readonly policy: CompiledPolicy;
  readonly definitions: Pick<DefinitionStore, 'of'>;
  readonly clientId: string;
  readonly route: Route;
  /** Servers that this client was granted here, in the order of its entry. */
  readonly granted: readonly string[];
}

/** The decision that a named item is listed and used by (PO-2). */
export function targetOf(kind: NamedKind, serverId: string, item: string): Target {
  return kind === 'tool' ? { serverId, tool: item } : { serverId, prompt: item };
}

export function buildNamedCatalog(kind: NamedKind, view: CatalogView): NamedCatalog {
  const { policy, definitions, clientId, route, granted } = view;
  const budget =
    route.kind === 'all'
      ? nameBudgetOf(policy.snapshot.clients.get(clientId)?.app)
      : defaultNameBudget;
  const byName = new Map<string, CatalogItem>();
  const items: Part[][] = [];
  for (const serverId of granted) {
    const known = definitions.of(serverId, kind);
    for (const [item, definition] of known.approved) {
      const name = route.kind === 'all' ? exposedName(serverId, item, budget, hexDigest) : item;
      if ((kind === 'tool' && !isToolName(name)) || byName.has(name)) continue;
      const changed = known.changed.has(item);
      byName.set(name, { serverId, item, definition, changed });
      const target = targetOf(kind, serverId, item);
      if (changed || decide(policy, clientId, target).effect !== 'allow') continue;
      items.push(renameDefinition(definition, 'name', name));
    }
  }
  return { byName, ...buildList(`${kind}s`, items, ownerOf(view)) };
}

/** Whose list it is, and where. */
export function ownerOf({ clientId, route }: Pick<CatalogView, 'clientId' | 'route'>): string {
  return route.kind === 'all' ? clientId : `${clientId}\n${route.serverId}`;
}

function hexDigest(text: string): string {
  return hash('sha256', text, 'hex');
}
