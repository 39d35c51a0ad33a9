/** Scopes as text, separated by spaces; null for none. */
export interface ScopeFacts {
  /** Of the registry: the operator's word outranks the server's. */
  configured: readonly string[];
  /** What the server's 401 or 403 asked for. */
  challenged: string | null;
  /** `scopes_supported` of the server's metadata. */
  supported: readonly string[];
  /** What was asked for at this issuer before, granted or not. */
  before: string | null;
  /** The authorization server knows `offline_access`: it gives refresh tokens where that is asked for (SEP-2207). */
  offline: boolean;
}

const token = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const maxLength = 2_000;

/**
 * The scopes to ask for: those of the registry, else of the challenge, else all that the server names, else none (specification:
 * Scope Selection Strategy). What was asked for before is kept, so that stepping up takes nothing away (SEP-2350).
 */
export function chooseScope(facts: ScopeFacts): string | null {
  const { configured, challenged, supported, before, offline } = facts;
  const first = configured.length > 0 ? configured : (words(challenged) ?? supported);
  const wanted = [...(words(before) ?? []), ...first, ...(words(challenged) ?? [])];
  if (wanted.length > 0 && offline) wanted.push('offline_access');
  const chosen = [...new Set(wanted.filter((word) => token.test(word)))].join(' ');
  return chosen === '' || chosen.length > maxLength ? null : chosen;
}

function words(text: string | null): string[] | null {
  const found = text?.split(' ').filter((word) => word !== '') ?? [];
  return found.length === 0 ? null : found;
}
