import type { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { normaliseUri } from '../../policy/resource-uri.ts';
import type { Definition } from '../../state/definition.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Resolved } from '../exchange/item-request.ts';
import type { Route } from '../exchange/session.ts';
import { resourceKey, splitPrefix, templateFor } from '../lists/resource-catalog.ts';
import { isGranted, readCold } from './resolve-named.ts';

/** What a URI stands for at one endpoint, before any rule was asked. */
export interface FoundResource {
  /** Empty when it leads to no server. */
  readonly serverId: string;
  /** The normal form of the server's own URI: what rules and rows are keyed on. */
  readonly normal: string;
  /** What the server is sent: its own spelling where it listed the resource, else the normal form (PO-8). */
  readonly uri: string;
  readonly definition: Definition | null;
  readonly isKnown: boolean;
  readonly isWithheld: boolean;
  /** Why its server could not be read, when that was tried. */
  readonly failure: AppError | null;
}

interface Asked {
  readonly clientId: string;
  readonly route: Route;
  readonly uri: string;
  readonly signal: CancelSignal;
}

/**
 * Leads a URI to its server: by its prefix, by the endpoint, by the list, by a template, or to the only server that has resources.
 * Servers that were never read are read first. Null for what is no URI.
 * @throws the signal's reason when aborted.
 */
export async function resolveResource(
  deps: GatewayDeps,
  asked: Asked,
): Promise<FoundResource | null> {
  const { clientId, route } = asked;
  const prefixed = route.kind === 'all' ? splitPrefix(asked.uri) : null;
  const normal = normaliseUri(prefixed?.uri ?? asked.uri);
  if (normal === null) return null;
  const named = route.kind === 'server' ? route.serverId : prefixed?.serverId;
  let failure: AppError | null = null;
  if (named === undefined) {
    await deps.coldServers.warmForList(deps.catalog.grantedServers(clientId, route));
    asked.signal.throwIfAborted();
  } else if (isGranted(deps, clientId, named) && deps.coldServers.isCold(named)) {
    failure = await readCold(deps, named, asked.signal);
  }
  const serverId = named ?? serverOf(deps, asked, normal);
  return { ...standing(deps, asked, serverId, normal), failure };
}

/** The same resource as it stands by now, or the template that stands behind it. */
export function resolveResourceAgain(
  deps: GatewayDeps,
  asked: Pick<Asked, 'clientId' | 'route'>,
  { serverId, normal }: Pick<FoundResource, 'serverId' | 'normal'>,
): Resolved {
  return toResolved(standing(deps, asked, serverId, normal));
}

/** A resource as refusals know it. */
export function toResolved(found: Omit<FoundResource, 'failure'>): Resolved {
  const { serverId, normal: item, isKnown, isWithheld } = found;
  return { kind: 'resource', serverId, item, isKnown, isWithheld };
}

function serverOf(deps: GatewayDeps, { clientId, route }: Asked, normal: string): string {
  const catalog = deps.catalog.resources(clientId, route);
  const listed = catalog.byUri.get(normal) ?? templateFor(catalog, normal);
  if (listed !== undefined) return listed.serverId;
  const able = deps.catalog
    .grantedServers(clientId, route)
    .filter((id) => deps.abilitiesOf(id)?.has('resources') === true);
  const [only = ''] = able;
  return able.length === 1 ? only : '';
}

/**
 * Under `first_use` any URI of a granted server may be asked for: what is listed is an offer, and the rules decide. Under `review`
 * a person has to have approved the resource, or a template that can expand to it.
 */
function standing(
  deps: GatewayDeps,
  { clientId, route }: Pick<Asked, 'clientId' | 'route'>,
  serverId: string,
  normal: string,
): Omit<FoundResource, 'failure'> {
  const none = { serverId, normal, uri: normal, definition: null };
  const server = deps.policy().snapshot.servers.get(serverId);
  if (server === undefined) return { ...none, serverId: '', isKnown: false, isWithheld: false };
  const catalog = deps.catalog.resources(clientId, route);
  const listed = catalog.ownUris.get(resourceKey(serverId, normal));
  if (listed !== undefined) {
    const { uri, definition, isWithheld } = listed;
    return { ...none, uri, definition, isKnown: true, isWithheld };
  }
  const template = templateFor(catalog, normal, serverId);
  const definition = template?.definition ?? null;
  if (server.trust !== 'review') return { ...none, definition, isKnown: true, isWithheld: false };
  const isKnown = template !== undefined;
  return { ...none, definition, isKnown, isWithheld: template?.isWithheld ?? false };
}
