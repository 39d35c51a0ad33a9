import { type Ability, abilities } from '../state/definition.ts';
import type { GatewayDeps } from './deps.ts';
import type { Route } from './exchange/session.ts';
import type { Catalog } from './lists/catalog.ts';
import { tasksExtension } from './message/tasks-extension.ts';

/** Longest instructions of the aggregate, in bytes of UTF-8 (DESIGN: Protocol). */
const instructionsBytes = 4_096;
const cutMark = '…';

const taskRequests = { list: {}, cancel: {}, requests: { tools: { call: {} } } } as const;

const taskVersion = '2025-11-25';
const settled = abilities.filter((ability) => !ability.startsWith('task'));

/** The capabilities that a client is told of, in `initialize` and in `server/discover`. */
export interface OfferedCapabilities {
  tools?: { listChanged: true };
  prompts?: { listChanged: true };
  resources?: { subscribe: true; listChanged: true };
  completions?: Record<string, never>;
  logging?: Record<string, never>;
  /** Of 2025-11-25 alone, where it is an experiment. */
  tasks?: typeof taskRequests;
  /** Of the stateless era alone. */
  extensions?: Readonly<Record<string, Record<string, never>>>;
}

/**
 * What the servers that a client was granted here can do together. They are fixed for a session, so a server that nobody has read
 * yet counts as able to do everything but experiments, and the aggregate always has tools: what is granted later shows up there.
 * @param version of a session; the stateless era has no use for it.
 */
export function capabilitiesFor(
  deps: Pick<GatewayDeps, 'abilitiesOf'> & { readonly catalog: Pick<Catalog, 'grantedServers'> },
  clientId: string,
  route: Route,
  version?: string,
): OfferedCapabilities {
  const able = new Set<Ability>();
  if (route.kind === 'all') able.add('tools');
  for (const serverId of deps.catalog.grantedServers(clientId, route)) {
    for (const ability of deps.abilitiesOf(serverId) ?? settled) able.add(ability);
  }
  return {
    ...(able.has('tools') ? { tools: { listChanged: true } } : {}),
    ...(able.has('prompts') ? { prompts: { listChanged: true } } : {}),
    ...(able.has('resources') ? { resources: { subscribe: true, listChanged: true } } : {}),
    ...(able.has('completions') ? { completions: {} } : {}),
    ...(able.has('logging') ? { logging: {} } : {}),
    ...(version === taskVersion && able.has('tasks') ? { tasks: taskRequests } : {}),
    ...(version === undefined && able.has('task_extension')
      ? { extensions: { [tasksExtension]: {} } }
      : {}),
  };
}

/**
 * The approved instructions of the servers that a client was granted here; empty when there are none. One server's endpoint has
 * them as they are, the aggregate under the servers' names, each cut to its share where they do not fit.
 */
export function instructionsFor(
  deps: { readonly catalog: Pick<Catalog, 'instructions'> },
  clientId: string,
  route: Route,
): string {
  const texts = deps.catalog.instructions(clientId, route);
  if (route.kind === 'server') return texts.get(route.serverId) ?? '';
  const sections = [...texts].map(([serverId, text]) => `# ${serverId}\n${text}\n`);
  const whole = sections.join('\n');
  if (Buffer.byteLength(whole) <= instructionsBytes) return whole;
  const share = Math.floor(instructionsBytes / sections.length) - 1;
  return sections.map((section) => cut(section, share)).join('\n');
}

/** At most so many bytes of UTF-8, whole characters. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  let size = Buffer.byteLength(cutMark);
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept + cutMark;
}
