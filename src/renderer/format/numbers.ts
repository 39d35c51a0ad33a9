/** What stands where there is no value; zero is never missing. */
export const missing = '—';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `48,213`; a dash where there is no figure. */
export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? missing : grouped.format(count);
}

/** `17 calls`, `1 call`. `plural` where adding an s is not enough. */
export function formatCounted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** `1.3 %`; a dash when there is nothing to take a share of. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return missing;
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? percent.toFixed(1).replace(/\.0$/, '') : Math.round(percent)} %`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `142 MB`, in thousands. */
export function formatBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1_000 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${byteUnits[power] ?? 'B'}`;
}
