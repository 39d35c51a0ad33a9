import { formatCount } from './numbers.ts';

/** `9f3c 11d0…b7e2`: eight digits and four; the whole is for copying. */
export function formatHash(hash: string): string {
  if (hash.length <= 12) return hash;
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)}…${hash.slice(-4)}`;
}

/** `#48,213`: the number of an audit row. */
export function formatSequence(seq: number): string {
  return `#${formatCount(seq)}`;
}

/** A token with all but its last six characters hidden. */
export function maskToken(token: string): string {
  return `${'•'.repeat(12)}${token.slice(-6)}`;
}

/** Two letters that stand for a name where there is no icon: `claude-code` is `CC`, `github` is `GI`. */
export function toInitials(name: string): string {
  const [first = '', second] = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (second === undefined) return first.slice(0, 2).toUpperCase();
  return `${first.slice(0, 1)}${second.slice(0, 1)}`.toUpperCase();
}
