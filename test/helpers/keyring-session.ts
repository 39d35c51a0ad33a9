import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programs = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'];
/** Not empty: gnome-keyring keeps its files in plain text then. */
const password = 'a keyring password';
const collection = '/org/freedesktop/secrets/collection/login';

/** The programs of a private keyring that this machine lacks. */
export function missingKeyringPrograms(): string[] {
  const directories = (process.env.PATH ?? '').split(delimiter);
  return programs.filter((program) => !directories.some((dir) => isExecutable(join(dir, program))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A real gnome-keyring on a D-Bus session of its own, with a home of its own. */
export class KeyringSession {
  #home = '';
  #env: NodeJS.ProcessEnv = {};
  #bus: ChildProcess | undefined;
  #keyring: ChildProcess | undefined;

  /** Where the keyring keeps its files. */
  get home(): string {
    return this.#home;
  }

  /** Starts both and resolves with the address of the bus. */
  async start(): Promise<string> {
    this.#home = mkdtempSync(join(tmpdir(), 'lmcp-keyring-'));
    const runtime = join(this.#home, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    this.#env = { PATH: process.env.PATH, HOME: this.#home, XDG_RUNTIME_DIR: runtime };
    const options = ['--session', '--nofork', '--nopidfile', '--print-address'];
    const bus = spawn('dbus-daemon', options, {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#bus = bus;
    const [address] = await once(createInterface({ input: bus.stdout }), 'line');
    this.#env.DBUS_SESSION_BUS_ADDRESS = String(address);
    await this.#startKeyring();
    return String(address);
  }

  async stopKeyring(): Promise<void> {
    await end(this.#keyring);
    await this.#until(async () => !(await this.#isServed()));
  }

  /** As at the next login: another daemon on the same files, unlocked with the same password. */
  async restartKeyring(): Promise<void> {
    await this.stopKeyring();
    await this.#startKeyring();
  }

  async lock(): Promise<void> {
    const method = 'org.freedesktop.Secret.Service.Lock';
    await this.#send('/org/freedesktop/secrets', method, `array:objpath:${collection}`);
    await this.#until(() => this.isLocked());
  }

  async isLocked(): Promise<boolean> {
    const reply = await this.#send(
      collection,
      'org.freedesktop.DBus.Properties.Get',
      'string:org.freedesktop.Secret.Collection',
      'string:Locked',
    );
    return reply.includes('boolean true');
  }

  async stop(): Promise<void> {
    await end(this.#keyring);
    await end(this.#bus);
    rmSync(this.home, { recursive: true, force: true });
  }

  /** The first unlocking makes the login collection. */
  async #startKeyring(): Promise<void> {
    const options = ['--foreground', '--unlock', '--components=secrets'];
    const keyring = spawn('gnome-keyring-daemon', options, {
      env: this.#env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#keyring = keyring;
    keyring.stdin.end(password);
    await this.#until(async () => (await this.#isServed()) && !(await this.isLocked()));
  }

  async #isServed(): Promise<boolean> {
    const query = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/'];
    const method = 'org.freedesktop.DBus.NameHasOwner';
    const { stdout } = await run(
      'dbus-send',
      [...query, method, 'string:org.freedesktop.secrets'],
      { env: this.#env },
    );
    return stdout.includes('boolean true');
  }

  async #send(path: string, method: string, ...values: string[]): Promise<string> {
    const query = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', path];
    const { stdout } = await run('dbus-send', [...query, method, ...values], { env: this.#env });
    return stdout;
  }

  /** The keyring announces nothing that a script could wait for. */
  async #until(isReached: () => Promise<boolean>): Promise<void> {
    const untilMs = performance.now() + 10_000;
    while (!(await isReached().catch(() => false))) {
      if (performance.now() > untilMs) throw new Error('The keyring did not get there in 10 s');
      await delay(20);
    }
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
