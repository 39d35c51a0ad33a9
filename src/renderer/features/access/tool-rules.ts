import { type ClientRules, wholeRules } from './staged-edits.ts';

/** Names that read: what the "read-only" preset allows (DESIGN: presets). */
const reading = ['list_*', 'get_*', 'search_*', 'read_*'];

export type Preset = 'all' | 'read_only' | 'chosen' | 'except' | 'none';

export const presets: readonly { readonly value: Preset; readonly label: string }[] = [
  { value: 'all', label: 'All tools' },
  { value: 'read_only', label: 'Names that read' },
  { value: 'chosen', label: 'Chosen tools only' },
  { value: 'except', label: 'All tools but those denied' },
  { value: 'none', label: 'No tools' },
];

/** The preset that rules amount to: `chosen` where tools were allowed by hand, `except` where they were denied. */
export function presetOf(given: ClientRules | null): Preset {
  const rules = wholeRules(given);
  if (rules === null) return 'all';
  const { mode, tools, ask, deny } = rules;
  if (mode === 'deny_all') return 'none';
  if (mode === 'allow_all') return deny.length === 0 && ask.length === 0 ? 'all' : 'except';
  const isReading =
    tools.length === reading.length && tools.every((glob) => reading.includes(glob));
  return isReading && deny.length === 0 ? 'read_only' : 'chosen';
}

/** A tool of the cell, and what it comes to now. */
export interface DecidedTool {
  readonly name: string;
  readonly effect: 'allow' | 'deny' | 'ask';
  /** No rule of the client decides it. */
  readonly locked: boolean;
}

/** The rules of a preset. `chosen` and `except` keep what is allowed now, by name; they differ in what becomes of new tools. */
export function rulesOfPreset(preset: Preset, tools: readonly DecidedTool[]): ClientRules | null {
  const named = (isMeant: (tool: DecidedTool) => boolean) =>
    tools.filter(isMeant).map(({ name }) => name);
  switch (preset) {
    case 'all':
      return null;
    case 'none':
      return { mode: 'deny_all' };
    case 'read_only':
      return { mode: 'allow_list', tools: [...reading] };
    case 'chosen':
      return { mode: 'allow_list', tools: named(({ effect }) => effect === 'allow') };
    case 'except': {
      const deny = named(({ effect, locked }) => effect === 'deny' && !locked);
      return deny.length === 0 ? null : { mode: 'allow_all', deny };
    }
  }
}

/** What becomes of a tool that the server adds later. */
export function newToolsUnder(given: ClientRules | null): string {
  const mode = wholeRules(given)?.mode ?? 'allow_all';
  const patterns = patternsOf(given);
  if (mode === 'allow_list' && patterns.some(({ allows }) => allows))
    return 'New tools are allowed where a pattern fits';
  if (mode !== 'allow_all') return 'New tools start as not allowed';
  return patterns.length > 0
    ? 'New tools are allowed unless a pattern fits'
    : 'New tools are allowed';
}

/**
 * Rules under which this one tool is allowed or not, and every other as before. Null where a pattern of the client's own rules
 * decides, which only taking the pattern away would change.
 */
export function withTool(
  given: ClientRules | null,
  tool: string,
  allowed: boolean,
): ClientRules | null {
  const rules = wholeRules(given) ?? { mode: 'allow_all' as const, tools: [], ask: [], deny: [] };
  const without = (list: readonly string[]) => list.filter((glob) => glob !== tool);
  const { mode, ask } = rules;
  if (allowed) {
    const deny = without(rules.deny);
    if (mode === 'allow_all')
      return deny.length === 0 && ask.length === 0 ? null : { mode, tools: [], ask, deny };
    return { mode: 'allow_list', tools: [...without(rules.tools), tool], ask, deny };
  }
  if (mode === 'allow_list' && rules.tools.includes(tool) && !matchesPattern(rules.tools, tool)) {
    return { mode, tools: without(rules.tools), ask, deny: rules.deny };
  }
  return { mode, tools: without(rules.tools), ask, deny: [...without(rules.deny), tool] };
}

/** The patterns of a client's own rules, which stand for more than one name. */
export function patternsOf(given: ClientRules | null): { glob: string; allows: boolean }[] {
  const rules = wholeRules(given);
  if (rules === null) return [];
  const isPattern = (glob: string) => /[*?[\]{}!]/.test(glob);
  return [
    ...rules.tools.filter(isPattern).map((glob) => ({ glob, allows: true })),
    ...rules.deny.filter(isPattern).map((glob) => ({ glob, allows: false })),
  ];
}

/** Rules without one pattern. */
export function withoutPattern(given: ClientRules | null, glob: string): ClientRules | null {
  const rules = wholeRules(given);
  if (rules === null) return null;
  const keep = (list: readonly string[]) => list.filter((other) => other !== glob);
  return { ...rules, tools: keep(rules.tools), deny: keep(rules.deny) };
}

/** Whether a star before or after could allow the tool besides its own name: then a denial has to be written. */
function matchesPattern(globs: readonly string[], tool: string): boolean {
  return globs.some((glob) => {
    if (glob === tool || !/[*?[\]{}!]/.test(glob)) return false;
    const [before = ''] = glob.split(/[*?[\]{}!]/);
    return tool.startsWith(before);
  });
}
