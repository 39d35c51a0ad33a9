import { compileTextGlobs, type TextGlobs } from './text-glob.ts';

/** One place that rules over prompts or resources: a server, or a client's narrowing of a server. */
export interface ItemRules {
  /** Where it stands in the registry: `servers.files.resources`. */
  readonly path: string;
  /** Null where everything is allowed. */
  readonly allow: TextGlobs | null;
  readonly deny: TextGlobs;
  readonly message: string;
}

export interface ItemKindRules {
  readonly prompt: readonly ItemRules[];
  readonly resource: readonly ItemRules[];
}

interface RawRules {
  readonly allow?: readonly string[] | undefined;
  readonly deny: readonly string[];
  readonly message?: string;
}

/** @param place begins the path of the rules, @param under ends it: `clients.a` and `.files` make `clients.a.prompts.files`. */
export function compileItemRules(
  place: string,
  under: string,
  prompts: RawRules | undefined,
  resources: RawRules | undefined,
): ItemKindRules {
  const compile = (name: string, raw: RawRules | undefined, paths: boolean): ItemRules[] => {
    if (raw === undefined || (raw.allow === undefined && raw.deny.length === 0)) return [];
    return [
      {
        path: `${place}.${name}${under}`,
        allow:
          raw.allow === undefined ? null : compileTextGlobs(raw.allow, { anyCase: false, paths }),
        deny: compileTextGlobs(raw.deny, { anyCase: true, paths }),
        message: raw.message ?? '',
      },
    ];
  };
  return {
    prompt: compile('prompts', prompts, false),
    resource: compile('resources', resources, true),
  };
}

/** What rules say of one item; null where they say nothing, and the server's grant holds. Deny beats allow, over all of them. */
export function judgeItem(
  list: readonly ItemRules[],
  item: string,
): { effect: 'allow' | 'deny'; rule: string; message: string } | null {
  let allowing: string | null = null;
  for (const { path, allow, deny, message } of list) {
    const denied = deny.match(item);
    const said = message || 'Denied by policy.';
    if (denied >= 0) return { effect: 'deny', rule: `${path}.deny[${denied}]`, message: said };
    const allowed = allow?.match(item) ?? null;
    if (allowed === -1) return { effect: 'deny', rule: `${path}.allow`, message: said };
    if (allowed !== null) allowing = `${path}.allow[${allowed}]`;
  }
  return allowing === null ? null : { effect: 'allow', rule: allowing, message: '' };
}
