import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { nodeHost } from '../../src/cli/node-host.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { inWindow } from './terminal-window.ts';

const cli = join(import.meta.dirname, '..', '..', 'src', 'cli', 'cli.ts');

/** A key file opens without the work that makes a passphrase hard to guess. */
const everyRun = ['--allow-key-file'];

const commandLine = (args: readonly string[]) => [cli, ...everyRun, ...args];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as one JSON value. */
  json<T = Record<string, unknown>>(): T;
}

/** The command line on a registry and a data directory of its own. */
export class Lmcp {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #children = new Set<ChildProcess>();

  private constructor(directory: string) {
    this.directory = directory;
    this.env = {
      PATH: process.env.PATH,
      HOME: directory,
      LMCP_REGISTRY: join(directory, 'registry.yaml'),
      LMCP_DATA: join(directory, 'data'),
    };
  }

  static async make(): Promise<Lmcp> {
    return new Lmcp(await mkdtemp(join(tmpdir(), 'lmcp-cli-')));
  }

  get registryPath(): string {
    return join(this.directory, 'registry.yaml');
  }

  get dataDir(): string {
    return join(this.directory, 'data');
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return this.#run([process.execPath, ...commandLine(args)], env);
  }

  /** The same in a window, whose text is the child's; the end of its stdin closes the window. `redirect` is as a shell takes it. */
  startInWindow(args: readonly string[], redirect = ''): ChildProcess {
    const script = `exec "$@" ${redirect}`;
    const command = ['sh', '-c', script, 'sh', process.execPath, ...commandLine(args)];
    return this.#run(inWindow(command));
  }

  #run([command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn(command, args, {
      env: { ...this.env, ...env },
      cwd: this.directory,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** One command in this process, which is as real and ten times as fast. */
  async run(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end(input);
    const texts = Promise.all([readAll(stdout), readAll(stderr)]);
    const terminal = {
      ...{ stdin, stdout, stderr },
      env: { ...this.env, ...env },
      cwd: this.directory,
      home: this.directory,
      platform: process.platform,
    };
    const code = await runCli([...everyRun, ...args], terminal, nodeHost);
    stdout.end();
    stderr.end();
    const [out, err] = await texts;
    return { code, stdout: out, stderr: err, json: () => JSON.parse(out) };
  }

  /** One command in a process of its own. */
  spawn(args: readonly string[], input = ''): Promise<Finished> {
    const child = this.start(args);
    // A command that reads nothing may be gone before this arrives.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    return finished(child);
  }

  /** An engine on a free port, once it serves. */
  async serve(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Serving> {
    const child = this.start(['serve', '--port', '0', '--json', ...args], env);
    const done = finished(child);
    const first = await Promise.race([firstLine(child), done]);
    if (typeof first !== 'string') throw new Error(`serve ended: ${first.code} ${first.stderr}`);
    return { child, done, ready: JSON.parse(first) };
  }

  async close(): Promise<void> {
    const children = [...this.#children];
    const gone = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(gone);
    await rm(this.directory, { recursive: true, force: true });
  }
}

export interface Serving {
  readonly child: ChildProcess;
  readonly done: Promise<Finished>;
  readonly ready: { url: string; ui: string | null; pid: number };
}

export function finished(child: ChildProcess): Promise<Finished> {
  const parts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (part) => {
    parts.stdout += part;
  });
  child.stderr?.setEncoding('utf8').on('data', (part) => {
    parts.stderr += part;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, ...parts, json: () => JSON.parse(parts.stdout) }),
    );
  });
}

async function readAll(stream: PassThrough): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}
