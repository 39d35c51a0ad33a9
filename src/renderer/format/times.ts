import { formatWholeSeconds } from './durations.ts';
import { missing } from './numbers.ts';

const hourMs = 3_600_000;

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const fullDay = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** All functions here take wall time in microseconds since 1970, and answer in the local time zone. */
const toDate = (us: number): Date => new Date(us / 1_000);

/** `14:32:08`. */
export function formatClock(us: number): string {
  return clock.format(toDate(us));
}

/** `14:32`. */
export function formatMinute(us: number): string {
  return minute.format(toDate(us));
}

/** `14:32:08.417`, as audit rows have it. */
export function formatClockMs(us: number): string {
  const ms = Math.floor(us / 1_000) % 1_000;
  return `${formatClock(us)}.${String(ms).padStart(3, '0')}`;
}

/** `3 Nov`, with the year where it is another than that of `nowMs`. */
export function formatDay(us: number, nowMs: number): string {
  const date = toDate(us);
  const sameYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return (sameYear ? day : fullDay).format(date);
}

/** `14:32:08` of today, else with its day: `2 Nov 14:32:08`, and without the seconds where the year is another. */
export function formatClockOrDay(us: number, nowMs: number): string {
  if (isSameDay(us, nowMs)) return formatClock(us);
  const sameYear = toDate(us).getFullYear() === new Date(nowMs).getFullYear();
  return `${formatDay(us, nowMs)} ${sameYear ? formatClock(us) : formatMinute(us)}`;
}

/** Whether it is of the day that `nowMs` is of, in the local time zone. */
export function isSameDay(us: number, nowMs: number): boolean {
  return toDate(us).toDateString() === new Date(nowMs).toDateString();
}

/** `3 Nov 2026, 14:32:08`. */
export function formatMoment(us: number): string {
  return `${fullDay.format(toDate(us))}, ${formatClock(us)}`;
}

/** UTC in ISO 8601, for what is shown on hover and copied. */
export function toIso(us: number): string {
  return toDate(us).toISOString();
}

/**
 * How old a proof is: `now`, `4 s ago`, `12 min ago`; after an hour the clock time, after the day the date. What lies
 * in the future by a skewed clock is `now`.
 */
export function formatAge(us: number | null | undefined, nowMs: number): string {
  if (us === null || us === undefined) return missing;
  const ageMs = nowMs - us / 1_000;
  if (ageMs < 1_000) return 'now';
  if (ageMs < 60_000) return `${formatWholeSeconds(ageMs)} ago`;
  if (ageMs < hourMs) return `${Math.floor(ageMs / 60_000)} min ago`;
  return isSameDay(us, nowMs) ? formatMinute(us) : formatDay(us, nowMs);
}
