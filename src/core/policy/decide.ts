import type { CompiledPolicy, ToolRules } from './compiled-policy.ts';
import { judgeItem } from './item-rules.ts';

/** A server as a whole (`tool: null`), or one item of it under its real name. */
export type Target =
  | { readonly serverId: string; readonly tool: string | null }
  | { readonly serverId: string; readonly prompt: string }
  /** A normalised URI, or the text of a template. */
  | { readonly serverId: string; readonly resource: string };

export interface Decision {
  readonly effect: 'allow' | 'deny' | 'ask';
  /** True when the server itself is not granted (or unknown): the answer must not tell it from one that does not exist. */
  readonly hidden: boolean;
  /** Which line of the registry decided, as a path: `servers.github.tool_policy.deny[0]`. */
  readonly rule: string;
  readonly revision: number;
  readonly message: string;
}

/**
 * The one decision of the product: pure, used by listing, calling and explaining alike (DESIGN: Policy). Order: client enabled,
 * server granted, global deny, the server's tool_policy, the client's own narrowing. Deny beats ask beats allow.
 */
export function decide(policy: CompiledPolicy, clientId: string, target: Target): Decision {
  const { serverId } = target;
  const { snapshot } = policy;
  const verdict = (
    effect: Decision['effect'],
    rule: string,
    message = '',
    hidden = false,
  ): Decision => ({
    effect,
    hidden,
    rule,
    revision: snapshot.revision,
    message,
  });

  const client = snapshot.clients.get(clientId);
  if (client === undefined)
    return verdict('deny', 'clients', 'This client is not registered.', true);
  if (!client.enabled)
    return verdict('deny', `clients.${clientId}.enabled`, 'This client is disabled.', true);
  const grant = policy.grants.get(clientId)?.get(serverId);
  const server = snapshot.servers.get(serverId);
  if (grant === undefined || server === undefined) {
    return verdict(
      'deny',
      `clients.${clientId}.allow_servers`,
      'This server is not granted.',
      true,
    );
  }
  if (!server.enabled)
    return verdict('deny', `servers.${serverId}.enabled`, 'This server is disabled.', true);
  if (!('tool' in target)) {
    const kind = 'prompt' in target ? 'prompt' : 'resource';
    const item = 'prompt' in target ? target.prompt : target.resource;
    const judged = judgeItem(policy.itemRulesFor(clientId, serverId, kind), item);
    if (judged === null) return verdict('allow', grant);
    return verdict(judged.effect, judged.rule, judged.message);
  }
  const { tool } = target;
  if (tool === null) return verdict('allow', grant);

  const rules = policy.rulesFor(clientId, serverId);
  const denial = findDenial(rules, tool);
  if (denial !== null) return verdict('deny', denial.rule, denial.message || 'Denied by policy.');
  const asked = findAsk(rules, tool);
  if (asked !== null) return verdict('ask', asked);
  return verdict('allow', allowingRule(rules, tool) ?? grant);
}

/** What the rules that hold for every client of a server say of one tool; null where they leave it to the clients' own. */
export function decideForAll(
  policy: CompiledPolicy,
  serverId: string,
  tool: string,
): { effect: 'deny' | 'ask'; rule: string; message: string } | null {
  const rules = policy.commonRules(serverId);
  const denial = findDenial(rules, tool);
  if (denial !== null) return { effect: 'deny', ...denial };
  const asked = findAsk(rules, tool);
  return asked === null ? null : { effect: 'ask', rule: asked, message: '' };
}

function findDenial(
  list: readonly ToolRules[],
  tool: string,
): { rule: string; message: string } | null {
  for (const rules of list) {
    const denied = rules.deny.match(tool);
    if (denied >= 0) return { rule: `${rules.path}.deny[${denied}]`, message: rules.message };
    if (rules.mode === 'deny_all') return { rule: `${rules.path}.mode`, message: rules.message };
    if (rules.mode === 'allow_list' && rules.allow.match(tool) < 0) {
      // A tool that the list only asks about is on the list.
      if (rules.ask.match(tool) < 0) return { rule: `${rules.path}.tools`, message: rules.message };
    }
  }
  return null;
}

function findAsk(list: readonly ToolRules[], tool: string): string | null {
  for (const rules of list) {
    const asked = rules.ask.match(tool);
    if (asked >= 0) return `${rules.path}.ask[${asked}]`;
  }
  return null;
}

function allowingRule(list: readonly ToolRules[], tool: string): string | null {
  let rule: string | null = null;
  for (const rules of list) {
    if (rules.mode !== 'allow_list') continue;
    const allowed = rules.allow.match(tool);
    if (allowed >= 0) rule = `${rules.path}.tools[${allowed}]`;
  }
  return rule;
}
