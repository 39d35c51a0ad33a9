/** Exposed names: `<server>__<tool>`, shortened with a stable digest suffix where a client's budget asks for it. */

export const nameSeparator = '__';
/** What most clients accept; some (Cursor) take less. */
export const defaultNameBudget = 64;

const suffixLength = 8;
const exposable = /^[A-Za-z0-9_.-]{1,128}$/;

/** Names that may be exposed at all (TOOLS: names). */
export function isToolName(name: string): boolean {
  return exposable.test(name);
}

/**
 * The name a client sees for a tool of the aggregate endpoint.
 * @param digest hex digest of a text; only asked when the name does not fit. It makes the suffix depend on the whole name.
 * @param budget longest name the client takes, in characters (at least 16).
 */
export function exposedName(
  serverId: string,
  tool: string,
  budget: number,
  digest: (text: string) => string,
): string {
  const full = `${serverId}${nameSeparator}${tool}`;
  if (full.length <= budget) return full;
  const suffix = digest(full).slice(0, suffixLength);
  return `${full.slice(0, budget - suffixLength - 1)}_${suffix}`;
}

/** The longest tool name an app takes (CLIENTS). */
export function nameBudgetOf(app: string | undefined): number {
  return app === 'cursor' ? 52 : defaultNameBudget;
}
