import { AppError } from '../../../shared/errors.ts';
import { nameSeparator } from '../../../shared/tool-name.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { decide } from '../../policy/decide.ts';
import type { Definition } from '../../state/definition.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Resolved } from '../exchange/item-request.ts';
import type { Route } from '../exchange/session.ts';
import { type NamedKind, targetOf } from '../lists/named-catalog.ts';

/** When to try again where no start is due: a person has to act first, and may have. */
const restMs = 1_000;

/** What a name stands for at one endpoint, before any rule was asked. */
export interface FoundItem extends Resolved {
  readonly kind: NamedKind;
  /** The approved definition, or null when there is none. */
  readonly definition: Definition | null;
  /** The server was never read, so nobody knows yet whether it has this item. */
  readonly cold: boolean;
  /** Why it could not be read, when that was tried. */
  readonly failure: AppError | null;
}

/** Who asks for a name, where. */
export interface NameQuestion {
  readonly kind: NamedKind;
  readonly clientId: string;
  readonly route: Route;
  /** As the client knows it. */
  readonly name: string;
}

const listed = { isKnown: true, cold: false, failure: null } as const;

export function resolveNamed(deps: GatewayDeps, question: NameQuestion): FoundItem {
  const { kind, clientId, route, name } = question;
  const { catalog } = deps;
  const known = kind === 'tool' ? catalog.of(clientId, route) : catalog.prompts(clientId, route);
  const found = known.byName.get(name);
  if (found !== undefined) {
    const { serverId, item, definition, changed: isWithheld } = found;
    return { ...listed, kind, serverId, item, definition, isWithheld };
  }
  const meant = splitName(deps, route, name);
  const cold = isGranted(deps, clientId, meant.serverId) && deps.coldServers.isCold(meant.serverId);
  return {
    kind,
    ...meant,
    definition: null,
    isKnown: cold,
    isWithheld: false,
    cold,
    failure: null,
  };
}

/** The same item as it stands by now: one that nobody knows where its name leads elsewhere. */
export function resolveAgain(
  deps: GatewayDeps,
  question: NameQuestion,
  { serverId, item }: Pick<FoundItem, 'serverId' | 'item'>,
): FoundItem {
  const now = resolveNamed(deps, question);
  return now.serverId === serverId && now.item === item ? now : { ...now, isKnown: false };
}

/**
 * Starts and reads a cold server for an item that no rule denies, then looks again.
 * @throws the signal's reason when aborted.
 */
export async function resolveCold(
  deps: GatewayDeps,
  question: NameQuestion,
  found: FoundItem,
  signal: CancelSignal,
): Promise<FoundItem> {
  const { kind, clientId } = question;
  const target = targetOf(kind, found.serverId, found.item);
  if (decide(deps.policy(), clientId, target).effect !== 'allow') return found;
  const failure = await readCold(deps, found.serverId, signal);
  return failure === null ? resolveNamed(deps, question) : { ...found, failure };
}

/** Starts and reads a server. @returns why it could not be read, for the client. @throws the signal's reason when aborted. */
export async function readCold(
  deps: GatewayDeps,
  serverId: string,
  signal: CancelSignal,
): Promise<AppError | null> {
  try {
    await deps.pool.refresh(serverId, signal);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return startFailure(deps, serverId, error);
  }
}

export function isGranted(deps: GatewayDeps, clientId: string, serverId: string): boolean {
  return decide(deps.policy(), clientId, { serverId, tool: null }).effect === 'allow';
}

/** What the client is told: why a server does not start, in words, is for the operator (`lmcp server list`). */
function startFailure(deps: GatewayDeps, serverId: string, error: unknown): AppError {
  if (error instanceof AppError && error.code === 'needs_sign_in') return error;
  const retryAfterMs = deps.pool.status(serverId)[0]?.retryAfterMs ?? restMs;
  return new AppError('upstream_unavailable', undefined, {
    data: { sent: 'none', cause: 'not_sent', retryAfterMs },
    cause: error,
  });
}

/** The registered server and the item that an exposed name spells out; ids hold no `__`, so the first one separates. */
function splitName(
  deps: GatewayDeps,
  route: Route,
  name: string,
): { serverId: string; item: string } {
  if (route.kind === 'server') return { serverId: route.serverId, item: name };
  const at = name.indexOf(nameSeparator);
  const serverId = at > 0 ? name.slice(0, at) : '';
  if (!deps.policy().snapshot.servers.has(serverId)) return { serverId: '', item: name };
  return { serverId, item: name.slice(at + nameSeparator.length) };
}
