import type { GroupHandlers } from '../../../shared/contract.ts';
import type { ItemDetail, ItemView } from '../../../shared/contract-server-views.ts';
import { AppError } from '../../../shared/errors.ts';
import { nameSeparator } from '../../../shared/tool-name.ts';
import { decide, decideForAll } from '../../policy/decide.ts';
import type { Definition, DefinitionKind } from '../../state/definition.ts';
import {
  compareDefinitions,
  indent,
  readDefinition,
  warnAbout,
} from '../access/definition-facts.ts';
import type { Operator } from '../dispatch.ts';
import type { ManagementServices } from '../services.ts';
import { type HandlerContext, requireServer } from './context.ts';
import { serverIds } from './server-view.ts';

export const otherKinds = ['prompt', 'resource', 'template', 'instructions'] as const;

const noClaims = { readOnly: null, destructive: null, idempotent: null, openWorld: null };

/** Every definition that clients are served, that waits for review or that was refused, without its schemas. */
export function viewItems(
  services: ManagementServices,
  serverId: string,
  kinds: readonly DefinitionKind[],
): ItemView[] {
  return kinds.flatMap((kind) => {
    const { refused } = services.definitions.of(serverId, kind);
    const approvedTimes = services.definitions.approvedTimes(serverId, kind);
    const place = { serverId, kind, approvedTimes };
    return [
      ...servedOrWaiting(services, serverId, kind).map(({ definition, state }) =>
        viewItem(services, place, definition, state),
      ),
      ...[...refused].map(([name, reason]) => refusedItem(kind, name, reason)),
    ];
  });
}

/** The tools of all servers, by name alone. */
export function serverTools({
  services,
}: HandlerContext): GroupHandlers<'servers', Operator>['tools'] {
  return async () => ({
    servers: serverIds(services).map((id) => ({
      id,
      tools: [
        ...servedOrWaiting(services, id, 'tool').map(({ definition, state }) => ({
          name: definition.name,
          state,
        })),
        ...[...services.definitions.of(id).refused.keys()].map((name) => ({
          name,
          state: 'refused' as const,
        })),
      ],
    })),
  });
}

/** The definitions of a kind that were not refused. */
function servedOrWaiting(
  { definitions }: ManagementServices,
  serverId: string,
  kind: DefinitionKind,
): { definition: Definition; state: ItemView['state'] }[] {
  const { approved, changed, pending } = definitions.of(serverId, kind);
  return [
    ...[...approved.values()].map((definition) => ({
      definition,
      state: changed.has(definition.name) ? ('changed' as const) : ('approved' as const),
    })),
    ...[...pending.values()].map((definition) => ({ definition, state: 'pending' as const })),
  ];
}

/** One of them, whole. */
export function serverItem(context: HandlerContext): GroupHandlers<'servers', Operator>['item'] {
  const { services } = context;
  return async ({ id, name, kind }): Promise<ItemDetail> => {
    requireServer(context, id);
    const known = services.definitions.of(id, kind);
    const approved = known.approved.get(name) ?? null;
    const observed = known.changed.get(name) ?? known.pending.get(name) ?? null;
    const served = approved ?? observed;
    if (served === null) {
      const reason = known.refused.get(name);
      if (reason === undefined) throw new AppError('unknown_name', `${id} has no ${kind} ${name}`);
      return { ...nothingKnown, item: refusedItem(kind, name, reason) };
    }
    const approvedTimes = services.definitions.approvedTimes(id, kind);
    const kept = observed === null ? 'approved' : 'changed';
    const state = approved === null ? 'pending' : kept;
    return {
      item: viewItem(services, { serverId: id, kind, approvedTimes }, served, state),
      approved: approved && textOf(approved),
      observed: observed && textOf(observed),
      ...reviewOf(approved, observed, otherTools(services, id)),
      inputSchema: readDefinition(served.json).inputSchema,
      clients: callersOf(services, id, kind === 'tool' ? name : null),
    };
  };
}

function reviewOf(
  approved: Definition | null,
  observed: Definition | null,
  others: Iterable<string>,
): Pick<ItemDetail, 'changes' | 'warnings'> {
  if (observed === null) return { changes: [], warnings: [] };
  return {
    changes: approved === null ? [] : compareDefinitions(approved.json, observed.json),
    warnings: warnAbout(observed.json, approved?.json ?? null, others),
  };
}

const nothingKnown = {
  approved: null,
  observed: null,
  changes: [],
  warnings: [],
  inputSchema: null,
  clients: [],
};

interface ItemPlace {
  readonly serverId: string;
  readonly kind: DefinitionKind;
  readonly approvedTimes: ReadonlyMap<string, number>;
}

function viewItem(
  services: ManagementServices,
  { serverId, kind, approvedTimes }: ItemPlace,
  { name, json }: Definition,
  state: ItemView['state'],
): ItemView {
  const { title, description, claims } = readDefinition(json);
  const rule = kind === 'tool' ? decideForAll(services.policy(), serverId, name) : null;
  const approvedUs = approvedTimes.get(name) ?? null;
  return { kind, name, title, description, state, claims, rule, approvedUs, reason: '' };
}

function refusedItem(kind: DefinitionKind, name: string, reason: string): ItemView {
  const empty = { title: '', description: '', claims: noClaims, rule: null, approvedUs: null };
  return { kind, name, ...empty, state: 'refused', reason };
}

function textOf({ sha256, json }: Definition): { sha256: string; text: string } {
  return { sha256, text: indent(json) };
}

/** Clients that may call the tool, or use the server where no tool is meant. */
function callersOf(
  { policy, registry }: ManagementServices,
  serverId: string,
  tool: string | null,
): string[] {
  const compiled = policy();
  return [...registry.current.clients.keys()].filter(
    (client) => decide(compiled, client, { serverId, tool }).effect !== 'deny',
  );
}

/** Exposed names of the tools of all other servers. */
function* otherTools({ registry, definitions }: ManagementServices, serverId: string) {
  for (const other of registry.current.servers.keys()) {
    if (other === serverId) continue;
    for (const name of definitions.of(other).approved.keys())
      yield `${other}${nameSeparator}${name}`;
  }
}
