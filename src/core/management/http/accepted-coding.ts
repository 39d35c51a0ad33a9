import type { Coding } from './ui-manifest.ts';

/** Best first. */
const preferred: readonly Coding[] = ['br', 'gzip'];
const refusedWeight = /^q=0(?:\.0{0,3})?$/;

/** The best coding that the header names, does not refuse and that there is (RFC 9110 12.5.3); a wildcard counts for none. */
export function acceptedCoding(
  header: string | string[] | undefined,
  available: ReadonlyMap<Coding, unknown>,
): Coding {
  const accepted = new Set(
    String(header ?? '')
      .toLowerCase()
      .split(',')
      .map((item) => item.split(';').map((part) => part.trim()))
      .filter(([, weight = '']) => !refusedWeight.test(weight))
      .map(([name]) => name),
  );
  return preferred.find((coding) => accepted.has(coding) && available.has(coding)) ?? 'identity';
}
