import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { formatWholeSeconds } from '../../format/durations.ts';
import type { StatusTone } from '../../format/server-state.ts';

export interface TokenState {
  readonly tone: StatusTone;
  readonly word: string;
  /** A person has to do something about it. */
  readonly needsRotation: boolean;
}

const soonMs = 7 * 86_400_000;

/** What stands of a client's tokens: its newest one that works, else why none does. */
export function tokenState({ enabled, tokens }: ClientSummary, nowMs: number): TokenState {
  if (!enabled) return { tone: 'stopped', word: 'Disabled', needsRotation: false };
  const active = tokens.find(({ state }) => state === 'active');
  if (active === undefined) return withoutToken(tokens);
  if (active.expiresUs === null) return { tone: 'ready', word: 'Valid', needsRotation: false };
  const leftMs = active.expiresUs / 1_000 - nowMs;
  if (leftMs <= 0) return { tone: 'broken', word: 'Expired', needsRotation: true };
  const left = formatWholeSeconds(leftMs);
  if (leftMs > soonMs) return { tone: 'ready', word: `Valid, ${left} left`, needsRotation: false };
  return { tone: 'waiting', word: `Expires in ${left}`, needsRotation: true };
}

function withoutToken(tokens: ClientSummary['tokens']): TokenState {
  const word = tokens.some(({ state }) => state === 'expired') ? 'Expired' : 'Revoked';
  return { tone: 'broken', word: tokens.length === 0 ? 'No token' : word, needsRotation: true };
}

/** Whether the application would hide some of the tools that the client lists. */
export function exceedsLimit({ listed, toolLimit }: ClientSummary): boolean {
  return toolLimit !== null && listed > toolLimit;
}
