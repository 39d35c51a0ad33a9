import {
  closeSync,
  fchmodSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from './clock.ts';
import type { LogFields, Logger, LogLevel } from './log.ts';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
/** One file and one predecessor: at most twice this on disk. */
const maxFileBytes = 8_388_608;

export interface LogSettings {
  level: LogLevel;
  format: 'json' | 'text';
}

export interface EngineLogOptions {
  clock: Clock;
  /** Null for none. */
  file: string | null;
  /** Takes each line, its end included; the host's standard error. */
  write: (line: string) => void;
}

/** Lines to the host and to a rotated 0600 file. A log that cannot be written never stops the engine. */
export class EngineLog implements Logger {
  readonly #options: EngineLogOptions;
  #settings: LogSettings = { level: 'info', format: 'json' };
  #descriptor: number | null = null;
  #bytes = 0;

  constructor(options: EngineLogOptions) {
    this.#options = options;
    this.#open();
  }

  /** Takes over what the registry says. */
  follow(settings: LogSettings): void {
    this.#settings = settings;
  }

  debug(event: string, fields?: LogFields): void {
    this.#write('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#write('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#write('warn', event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#write('error', event, fields);
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #write(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (levels.indexOf(level) < levels.indexOf(this.#settings.level)) return;
    const at = new Date(this.#options.clock.nowUs() / 1_000).toISOString();
    const line =
      this.#settings.format === 'json'
        ? JSON.stringify({ at, level, event, ...fields })
        : text(at, level, event, fields);
    this.#options.write(`${line}\n`);
    if (this.#descriptor === null) return;
    try {
      this.#bytes += writeSync(this.#descriptor, `${line}\n`);
      if (this.#bytes > maxFileBytes) this.#rotate();
    } catch {
      // A full disk: the audit log speaks for itself, this one is a convenience.
    }
  }

  #open(): void {
    const { file } = this.#options;
    if (file === null) return;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.#descriptor = openSync(file, 'a', 0o600);
    fchmodSync(this.#descriptor, 0o600);
    this.#bytes = statSync(file).size;
  }

  #rotate(): void {
    const { file } = this.#options;
    if (file === null) return;
    this.close();
    renameSync(file, `${file}.1`);
    this.#open();
  }
}

function text(at: string, level: LogLevel, event: string, fields: LogFields): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [at, level.padEnd(5), event, ...parts].join(' ');
}
