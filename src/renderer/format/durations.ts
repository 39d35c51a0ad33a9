import { formatCount, missing } from './numbers.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long something took or lasts, in milliseconds: `0.4 ms`, `184 ms`, `3.2 s`, `12 s`, `2 h 14 min`, `3 d 4 h`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return missing;
  if (ms < 10) return `${trimmed(ms)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${trimmed(ms / 1_000)} s`;
  return formatWholeSeconds(ms);
}

/** The same without fractions, for what counts down or up in front of a person: `0 s`, `12 s`, `2 min 5 s`. */
export function formatWholeSeconds(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return pair(seconds, 60, 'min', 's');
  if (ms < hourMs) return `${Math.round(seconds / 60)} min`;
  if (ms < dayMs) return pair(Math.round(ms / minuteMs), 60, 'h', 'min');
  return pair(Math.round(ms / hourMs), 24, 'd', 'h');
}

function pair(total: number, per: number, large: string, small: string): string {
  const rest = total % per;
  const whole = `${formatCount(Math.floor(total / per))} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
