import { InvalidArgumentError } from 'commander';

const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};
const duration = /^(\d{1,9})([smhdw])$/;

/** `90s`, `15m`, `12h`, `30d`, `8w`: seconds, or undefined. */
function durationSeconds(text: string): number | undefined {
  const match = duration.exec(text);
  const unit = unitSeconds[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

const isoMoment =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Milliseconds, or NaN. `Date.parse` alone takes `35` for a year. */
function momentMs(text: string): number {
  return isoMoment.test(text) ? Date.parse(text) : Number.NaN;
}

/** How long a token lives: a duration, or the moment it ends in ISO 8601; in seconds from now. */
export function parseTtl(text: string): number {
  const seconds = durationSeconds(text) ?? Math.round((momentMs(text) - Date.now()) / 1_000);
  if (Number.isFinite(seconds) && seconds >= 60) return seconds;
  throw new InvalidArgumentError('Give 30d, 12h or a time in ISO 8601, at least a minute away.');
}

/** How long the old token works on after a rotation: a duration of at most ten minutes, in seconds. */
export function parseGrace(text: string): number {
  const seconds = durationSeconds(text) ?? (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
  if (seconds !== undefined && seconds <= 600) return seconds;
  throw new InvalidArgumentError('Give 90s or 5m, at most 10m.');
}

/** A moment: ISO 8601, or a duration before now; wall time in microseconds. */
export function parseMoment(text: string): number {
  const ago = durationSeconds(text);
  const ms = ago === undefined ? momentMs(text) : Date.now() - ago * 1_000;
  if (Number.isFinite(ms) && ms >= 0) return Math.round(ms * 1_000);
  throw new InvalidArgumentError('Give a time in ISO 8601, or 15m, 2h, 7d for so long ago.');
}

/** A whole number in a range. */
export function parseWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** `a,b,c`, given once or several times. */
export function collectList(text: string, before: readonly string[] = []): string[] {
  const items = text.split(',').map((item) => item.trim());
  return [...before, ...items.filter((item) => item !== '')];
}

/** A value given several times, kept as it is. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** `KEY=VALUE`, given several times. */
export function collectPairs(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const mark = text.indexOf('=');
  if (mark < 1) throw new InvalidArgumentError('Give KEY=VALUE.');
  return { ...before, [text.slice(0, mark)]: text.slice(mark + 1) };
}
