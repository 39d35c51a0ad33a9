import { fileReadings, readWithSlashes, slashed } from './file-readings.ts';
import { normaliseUri, tidyEscapes } from './resource-uri.ts';
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
  const compile = (
    name: string,
    raw: RawRules | undefined,
    globs: typeof nameGlobs,
  ): ItemRules[] => {
    if (raw === undefined || (raw.allow === undefined && raw.deny.length === 0)) return [];
    return [
      {
        path: `${place}.${name}${under}`,
        allow: raw.allow === undefined ? null : globs(raw.allow, false),
        deny: globs(raw.deny, true),
        message: raw.message ?? '',
      },
    ];
  };
  return {
    prompt: compile('prompts', prompts, nameGlobs),
    resource: compile('resources', resources, uriGlobs),
  };
}

function nameGlobs(patterns: readonly string[], anyCase: boolean): TextGlobs {
  return compileTextGlobs(patterns, { anyCase, paths: false });
}

/**
 * A glob holds as it is written, which is how templates are compared, and in the normal form that URIs have: who writes a space or
 * a usual port means what is read as `%20` or without. A file that may be read as another one is denied by what denies either, and
 * allowed by what allows both.
 */
function uriGlobs(patterns: readonly string[], anyCase: boolean): TextGlobs {
  const options = { anyCase, paths: true };
  const normal = patterns.map((pattern) => normaliseUri(pattern) ?? tidyEscapes(pattern));
  const exact = firstOf([patterns, normal].map((globs) => compileTextGlobs(globs, options)));
  const read = firstOf([exact, compileTextGlobs(normal.map(slashed), options)]);
  const match = (uri: string): number => {
    if (!uri.startsWith('file:')) return exact.match(uri);
    if (anyCase) {
      for (const reading of fileReadings(uri)) {
        const found = read.match(reading);
        if (found >= 0) return found;
      }
      return -1;
    }
    const asRead = readWithSlashes(uri);
    return asRead === uri || read.match(asRead) >= 0 ? exact.match(uri) : -1;
  };
  return { match };
}

/** The same globs in several forms. */
function firstOf(forms: readonly TextGlobs[]): TextGlobs {
  return { match: (text) => forms.map((globs) => globs.match(text)).find((at) => at >= 0) ?? -1 };
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
