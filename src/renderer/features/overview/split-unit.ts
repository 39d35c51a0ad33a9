import { formatDuration } from '../../format/durations.ts';

/** A duration in milliseconds as a figure and its unit, which is set smaller: `184` and `ms`. */
export function splitUnit(ms: number | null): { value: string; unit: string } {
  const text = formatDuration(ms);
  const at = text.indexOf(' ');
  return at < 0
    ? { value: text, unit: '' }
    : { value: text.slice(0, at), unit: text.slice(at + 1) };
}
