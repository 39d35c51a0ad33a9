import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

const folder = join(import.meta.dirname, '..', 'clients');
/** The path of a command of test/clients. */
export function installedCommand(name: string): string {
  return join(folder, 'node_modules', '.bin', name);
}

/** Skips the test, with the reason, where a command of test/clients is not installed. */
export function needsInstalled({ skip }: TestContext, ...names: readonly string[]): void {
  const missing = names.filter((name) => !existsSync(installedCommand(name)));
  if (missing.length === 0) return;
  const reason = process.env.CLIENTS_NOT_INSTALLED ?? 'run npm run install:clients';
  skip(`${missing.join(', ')} not installed: ${reason}`);
}

/** A home directory and a project of their own, so that no client finds an account or settings. */
export interface Desk {
  readonly home: string;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs a command of test/clients to its end. */
  run(
    name: string,
    args: readonly string[],
    more?: Readonly<Record<string, string>>,
  ): Promise<CommandOutput>;
}

export interface CommandOutput {
  readonly code: number;
  /** stdout and stderr, without colours. */
  readonly text: string;
  readonly stdout: string;
}

/** A test run reports to nobody and updates nothing. */
const noCallsHome = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  OPENCODE_DISABLE_AUTOUPDATE: '1',
};

/** An empty desk; gone after the test. */
export async function setUpDesk(): Promise<Desk> {
  const directory = await mkdtemp(join(tmpdir(), 'lmcp-desk-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const home = join(directory, 'home');
  const project = join(directory, 'project');
  await mkdir(home);
  await mkdir(project);
  const env = { PATH: process.env.PATH, HOME: home, NO_COLOR: '1', CI: '1', ...noCallsHome };
  return {
    home,
    project,
    env,
    run: (name, args, more = {}) =>
      new Promise((resolve) => {
        const options = { cwd: project, env: { ...env, ...more }, timeout: 60_000 };
        const child = execFile(installedCommand(name), args, options, (error, stdout, stderr) => {
          const code = error === null ? 0 : Number(error.code ?? -1);
          resolve({ code, stdout, text: `${stdout}${stderr}` });
        });
        child.stdin?.end();
      }),
  };
}
