import type { Part } from '../../json/parts.ts';
import { decide } from '../../policy/decide.ts';
import { normaliseUri } from '../../policy/resource-uri.ts';
import { matchesAround } from '../../policy/text-glob.ts';
import type { Definition } from '../../state/definition.ts';
import { type CatalogView, ownerOf } from './named-catalog.ts';
import { renameDefinition } from './rename-definition.ts';
import { buildList, type ServedList } from './served-list.ts';

/** Begins the exposed form of a URI that two servers have: `lmcp://<server>/<the server's own URI>`. */
const prefixScheme = 'lmcp://';

/** A resource that a server listed. */
export interface CatalogResource {
  readonly serverId: string;
  /** As the server wrote it: what it is sent. */
  readonly uri: string;
  readonly definition: Definition;
  /** It waits for a person's review: new, or changed, under `trust: review`. */
  readonly isWithheld: boolean;
}

/** A template that a server listed, approved. */
export interface CatalogTemplate {
  readonly serverId: string;
  /** As the server wrote it. */
  readonly template: string;
  readonly definition: Definition;
  /** What stands between its expressions. */
  readonly literals: readonly string[];
  readonly isWithheld: boolean;
}

/** The resources and templates that one client sees at one endpoint. */
export interface ResourceCatalog {
  readonly resources: ServedList;
  readonly templates: ServedList;
  /** Changes exactly when either list does. */
  readonly digest: string;
  /** Server and normal URI (`resourceKey`) -> what it listed. */
  readonly ownUris: ReadonlyMap<string, CatalogResource>;
  /** Normal URI -> the first server that listed it: what a URI without a prefix stands for. */
  readonly byUri: ReadonlyMap<string, CatalogResource>;
  readonly byTemplate: ReadonlyMap<string, CatalogTemplate>;
  readonly patterns: readonly CatalogTemplate[];
}

export function resourceKey(serverId: string, normalUri: string): string {
  return `${serverId}\n${normalUri}`;
}

/** The exposed form that names its server, or the URI itself when it is free; `lmcp:` is ours alone. */
export function exposedUri(serverId: string, uri: string, isFree: boolean): string {
  const isOurs = uri.slice(0, prefixScheme.length).toLowerCase() === prefixScheme;
  return isFree && !isOurs ? uri : `${prefixScheme}${serverId}/${uri}`;
}

/** Takes the exposed form apart again; null for a URI without the prefix. */
export function splitPrefix(uri: string): { serverId: string; uri: string } | null {
  if (uri.slice(0, prefixScheme.length).toLowerCase() !== prefixScheme) return null;
  const rest = uri.slice(prefixScheme.length);
  const at = rest.indexOf('/');
  return at < 1 ? null : { serverId: rest.slice(0, at), uri: rest.slice(at + 1) };
}

export function buildResourceCatalog(view: CatalogView): ResourceCatalog {
  const ownUris = new Map<string, CatalogResource>();
  const byUri = new Map<string, CatalogResource>();
  const resources = resourcesOf(view, ownUris, byUri);
  const byTemplate = new Map<string, CatalogTemplate>();
  const patterns: CatalogTemplate[] = [];
  const templates = templatesOf(view, byTemplate, patterns);
  const digest = resources.digest + templates.digest;
  return { resources, templates, digest, ownUris, byUri, byTemplate, patterns };
}

function resourcesOf(
  view: CatalogView,
  ownUris: Map<string, CatalogResource>,
  byUri: Map<string, CatalogResource>,
): ServedList {
  const items: Part[][] = [];
  for (const serverId of view.granted) {
    const { approved, changed, pending } = view.definitions.of(serverId, 'resource');
    for (const definition of [...approved.values(), ...pending.values()]) {
      const uri = definition.name;
      const normal = normaliseUri(uri);
      if (normal === null || ownUris.has(resourceKey(serverId, normal))) continue;
      const isWithheld = changed.has(uri) || pending.has(uri);
      const entry = { serverId, uri, definition, isWithheld };
      ownUris.set(resourceKey(serverId, normal), entry);
      const isFree = !byUri.has(normal);
      if (isFree) byUri.set(normal, entry);
      const target = { serverId, resource: normal };
      if (isWithheld || decide(view.policy, view.clientId, target).effect !== 'allow') continue;
      const exposed = view.route.kind === 'all' ? exposedUri(serverId, uri, isFree) : uri;
      items.push(renameDefinition(definition, 'uri', exposed));
    }
  }
  return buildList('resources', items, ownerOf(view));
}

function templatesOf(
  view: CatalogView,
  byTemplate: Map<string, CatalogTemplate>,
  patterns: CatalogTemplate[],
): ServedList {
  const items: Part[][] = [];
  for (const serverId of view.granted) {
    const { approved, changed } = view.definitions.of(serverId, 'template');
    for (const [template, definition] of approved) {
      const isFree = !byTemplate.has(template);
      const exposed = view.route.kind === 'all' ? exposedUri(serverId, template, isFree) : template;
      const literals = template.split(/\{[^{}]*\}/);
      const isWithheld = changed.has(template);
      const entry = { serverId, template, definition, literals, isWithheld };
      byTemplate.set(exposed, entry);
      patterns.push(entry);
      const target = { serverId, resource: template };
      if (isWithheld || decide(view.policy, view.clientId, target).effect !== 'allow') continue;
      items.push(renameDefinition(definition, 'uriTemplate', exposed));
    }
  }
  return buildList('resourceTemplates', items, ownerOf(view));
}

/** The first template, in the client's order of servers, that can expand to this URI. */
export function templateFor(
  { patterns }: ResourceCatalog,
  normalUri: string,
  serverId?: string,
): CatalogTemplate | undefined {
  return patterns.find(
    (one) =>
      (serverId === undefined || one.serverId === serverId) &&
      matchesAround(one.literals, normalUri),
  );
}
