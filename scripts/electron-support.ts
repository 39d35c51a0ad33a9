import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import manifest from '../package.json' with { type: 'json' };

const day = 24 * 60 * 60 * 1_000;
const longestWait = 14 * day;
const supportedMajors = 3;
/** Before these an archive's integrity could be walked past through the V8 snapshot (CVE-2025-55305). */
const firstWithFix = new Map([
  [35, '35.7.5'],
  [36, '36.8.1'],
  [37, '37.3.1'],
]);

/**
 * What the Electron that is shipped lacks of EL-11; nothing where all is well. The registry does not tell a release that mends a
 * hole from others, so each of its major counts as one.
 * @param published versions and when they came out
 */
export function findLacks(
  pinned: string,
  published: Readonly<Record<string, string>>,
  nowMs: number,
): string[] {
  if (!isStable(pinned)) return [`${pinned} is not one exact, stable version.`];
  const major = majorOf(pinned);
  const stable = Object.keys(published).filter(isStable);
  const newest = Math.max(major, ...stable.map(majorOf));
  const awaited = stable.filter(
    (version) =>
      majorOf(version) === major &&
      isOlder(pinned, version) &&
      nowMs - Date.parse(published[version] ?? '') > longestWait,
  );
  const fix = firstWithFix.get(major);
  const hasFix = fix === undefined ? major > 37 : !isOlder(pinned, fix);
  return [
    ...(hasFix ? [] : [`${pinned} lacks the fix of ASAR integrity (CVE-2025-55305).`]),
    ...(major > newest - supportedMajors
      ? []
      : [
          `${major} is no longer one of the three majors that are supported; ${newest} is the newest.`,
        ]),
    ...(awaited.length === 0
      ? []
      : [
          `${awaited.sort(byVersion).at(-1)} has been out for more than 14 days; ${pinned} is pinned.`,
        ]),
  ];
}

function isStable(version: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(version);
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

function isOlder(version: string, other: string): boolean {
  return byVersion(version, other) < 0;
}

function byVersion(version: string, other: string): number {
  return version.localeCompare(other, 'en', { numeric: true });
}

/** `npm run check:electron`, before a release: asks the registry. */
async function main(): Promise<void> {
  const asked = await promisify(execFile)('npm', ['view', 'electron', 'time', '--json'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const pinned = manifest.devDependencies.electron;
  const lacks = findLacks(
    pinned,
    z.record(z.string(), z.string()).parse(JSON.parse(asked.stdout)),
    Date.now(),
  );
  for (const lack of lacks) process.stdout.write(`Electron ${lack}\n`);
  if (lacks.length === 0) process.stdout.write(`Electron ${pinned} is supported and up to date.\n`);
  else process.exitCode = 1;
}

if (import.meta.main) await main();
