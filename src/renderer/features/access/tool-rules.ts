import { type ClientRules, wholeRules } from './staged-edits.ts';

/** Names that read: what the "read-only" preset allows (DESIGN: presets). */
const reading = ['list_*', 'get_*', 'search_*', 'read_*'];

export type Preset = 'all' | 'read_only' | 'chosen' | 'none';

export const presets: readonly { readonly value: Preset; readonly label: string }[] = [
  { value: 'all', label: 'All tools' },
  { value: 'read_only', label: 'Names that read' },
  { value: 'chosen', label: 'Chosen tools only' },
  { value: 'none', label: 'No tools' },
];

/** The preset that rules amount to; `chosen` for everything that was picked by hand. */
export function presetOf(given: ClientRules | null): Preset {
  const rules = wholeRules(given);
  if (rules === null) return 'all';
  const { mode, tools, ask, deny } = rules;
  if (mode === 'deny_all') return 'none';
  if (mode === 'allow_all') return deny.length === 0 && ask.length === 0 ? 'all' : 'chosen';
  const isReading =
    tools.length === reading.length && tools.every((glob) => reading.includes(glob));
  return isReading && deny.length === 0 ? 'read_only' : 'chosen';
}

/** The rules of a preset. `chosen` keeps what is allowed now, by name: new tools are not allowed then. */
export function rulesOfPreset(preset: Preset, allowedNow: readonly string[]): ClientRules | null {
  switch (preset) {
    case 'all':
      return null;
    case 'none':
      return { mode: 'deny_all' };
    case 'read_only':
      return { mode: 'allow_list', tools: [...reading] };
    case 'chosen':
      return { mode: 'allow_list', tools: [...allowedNow] };
  }
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
