import { AppError } from '../../shared/errors.ts';
import { nameSeparator } from '../../shared/tool-name.ts';
import { decide } from '../policy/decide.ts';
import type { Definition } from '../state/definition.ts';
import type { GatewayDeps } from './deps.ts';
import type { Route } from './session.ts';
import type { ToolCall } from './tool-call.ts';

/** When to try again where no start is due: a person has to act first, and may have. */
const restMs = 1_000;

/** What a name stands for at one endpoint, before any rule was asked. */
export interface FoundTool {
  /** Empty when the name spells out no registered server. */
  readonly serverId: string;
  /** The tool's own name. */
  readonly tool: string;
  /** The approved definition, or null when there is none. */
  readonly definition: Definition | null;
  readonly changed: boolean;
  /** The server was never read, so nobody knows yet whether it has this tool. */
  readonly cold: boolean;
  /** Why it could not be read, when that was tried. */
  readonly failure: AppError | null;
}

export function resolveTool(
  deps: GatewayDeps,
  clientId: string,
  route: Route,
  name: string,
): FoundTool {
  const known = deps.catalog.of(clientId, route).byName.get(name);
  if (known !== undefined) return { ...known, cold: false, failure: null };
  const meant = splitName(deps, route, name);
  const granted =
    decide(deps.policy(), clientId, { serverId: meant.serverId, tool: null }).effect === 'allow';
  const cold = granted && deps.coldServers.isCold(meant.serverId);
  return { ...meant, definition: null, changed: false, cold, failure: null };
}

/**
 * Starts and reads a cold server for a call that no rule denies, then looks again.
 * @throws the signal's reason when aborted.
 */
export async function resolveColdTool(
  deps: GatewayDeps,
  call: ToolCall,
  found: FoundTool,
): Promise<FoundTool> {
  const { clientId } = call.exchange.caller;
  if (decide(deps.policy(), clientId, found).effect !== 'allow') return found;
  try {
    await deps.pool.refresh(found.serverId, call.signal);
  } catch (error) {
    call.signal.throwIfAborted();
    return { ...found, failure: startFailure(deps, found.serverId, error) };
  }
  return resolveTool(deps, clientId, call.exchange.route, call.params.name);
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

/** The registered server and the tool that an exposed name spells out; ids hold no `__`, so the first one separates. */
function splitName(
  deps: GatewayDeps,
  route: Route,
  name: string,
): { serverId: string; tool: string } {
  if (route.kind === 'server') return { serverId: route.serverId, tool: name };
  const at = name.indexOf(nameSeparator);
  const serverId = at > 0 ? name.slice(0, at) : '';
  if (!deps.policy().snapshot.servers.has(serverId)) return { serverId: '', tool: name };
  return { serverId, tool: name.slice(at + nameSeparator.length) };
}
