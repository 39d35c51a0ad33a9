import { conformance, type Leg } from './suite-run.ts';

/** What one revision requires of one leg. */
export interface Requirements {
  readonly scored: readonly string[];
  /** Run and reported, never scored. */
  readonly unscored: readonly string[];
}

/** Asks the suite itself: its lists are frozen per revision. */
export async function readRequirements(leg: Leg, revision: string): Promise<Requirements> {
  const { lines } = await conformance(['list', '--requirements', revision]);
  const heading = leg === 'server' ? 'Server scenarios' : 'Client scenarios';
  const from = lines.findIndex((line) => line.startsWith(heading));
  const length = lines.slice(from).indexOf('');
  const scored = lines
    .slice(from, from + length)
    .flatMap((line) => /^ {2}- (\S+)$/.exec(line)?.[1] ?? []);
  const row = new RegExp(`^ {4}- (\\S+) \\[${leg}\\]$`);
  const unscored = lines.flatMap((line) => row.exec(line)?.[1] ?? []);
  if (scored.length === 0) throw new Error(`the suite lists nothing for ${leg} ${revision}`);
  return { scored, unscored };
}
