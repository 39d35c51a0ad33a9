import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** Whether a server or a client is tested. */
export type Leg = 'server' | 'client';

/** One run of the official suite. */
export interface SuiteRun {
  /** For people. */
  readonly name: string;
  readonly leg: Leg;
  readonly revision: string;
  /** What the suite itself says: it ran to its end and no scored check failed. */
  readonly ok: boolean;
  /** The suite's own lines, from its summary on. */
  readonly summary: readonly string[];
  /** Failing scenarios that the suite prints as not scored. */
  readonly unscored: readonly string[];
  /** Each failed check with its message, scored or not. */
  readonly failures: readonly string[];
}

export interface ServerOptions {
  readonly name: string;
  readonly revision: string;
  readonly url: string;
}

const suite = join(
  import.meta.dirname,
  ...['..', '..', 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js'],
);
/** Without this line the suite broke before it could tell. */
const total = /^Total: \d+ passed, \d+ failed/;
const failedUnscored = /^ {2}✗ (\S+) \([a-z-]+\)$/;
const checks = z.array(
  z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }),
);

/** Runs the suite's command line. @returns what it printed, and whether it ended with 0. */
export function conformance(
  args: readonly string[],
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }> {
  const options = { maxBuffer: 64 * 1_048_576, encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [suite, ...args], options, (error, stdout, stderr) => {
      const lines = stripVTControlCharacters(`${stdout}\n${stderr}`).split('\n');
      resolve({ ok: error === null, lines });
    });
  });
}

/** Runs what one revision requires of servers against one. */
export async function runServer(options: ServerOptions): Promise<SuiteRun> {
  const { name, revision, url } = options;
  const folder = await mkdtemp(join(tmpdir(), 'lmcp-suite-'));
  const { ok, lines } = await conformance([
    ...['server', '--url', url],
    ...['--requirements', revision, '--output-dir', folder],
  ]);
  const failures = await failuresIn(folder);
  await rm(folder, { recursive: true, force: true });
  const start = lines.findIndex((line) => /^=== .*SUMMARY/.test(line));
  return {
    name,
    leg: 'server',
    revision,
    ok: ok && lines.some((line) => total.test(line)),
    summary: (start === -1 ? lines.slice(-20) : lines.slice(start)).filter((line) => line !== ''),
    unscored: lines.flatMap((line) => failedUnscored.exec(line)?.[1] ?? []),
    failures,
  };
}

/** The suite leaves a folder per scenario, named by it and the time. */
export async function failuresIn(folder: string): Promise<string[]> {
  const paths = await readdir(folder, { recursive: true });
  const found = paths
    .filter((path) => path.endsWith('checks.json'))
    .map(async (path) => {
      const scenario = path.replace(/-\d{4}-\d\d-\d\dT[^/]*\/checks\.json$/, '');
      return checks
        .parse(JSON.parse(await readFile(join(folder, path), 'utf8')))
        .filter(({ status }) => status === 'FAILURE')
        .map(({ id, errorMessage = '' }) => `${scenario}:${id}: ${errorMessage}`);
    });
  return (await Promise.all(found)).flat();
}
