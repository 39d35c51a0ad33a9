import type { Writable } from 'node:stream';
import type { WireError } from '../shared/errors.ts';
import { showHostileLine } from '../shared/hostile-characters.ts';
import type { Terminal } from './terminal.ts';

/** Writes results to stdout and everything else to stderr, as text for people or as JSON for programs. */
export class Output {
  readonly json: boolean;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.json = json;
  }

  /** One result: its JSON in one line, or the text that `text` makes of it. */
  async result(value: unknown, text: () => string): Promise<void> {
    await this.line(this.json ? JSON.stringify(value) : text());
  }

  /** One line of stdout; waits while the reader is slow, so that output of any size goes out whole. */
  async line(line: string): Promise<void> {
    if (line === '') return;
    await write(this.#terminal.stdout, line.endsWith('\n') ? line : `${line}\n`);
  }

  async notice(text: string): Promise<void> {
    await write(this.#terminal.stderr, `${text}\n`);
  }

  /** A failure with its code and what to do about it. */
  async failure(error: WireError): Promise<void> {
    const { code, message, hint } = error;
    const text = this.json
      ? JSON.stringify({ error })
      : `lmcp: ${message} (${code})${hint === '' ? '' : `\n  ${hint}`}`;
    await write(this.#terminal.stderr, `${text}\n`);
  }
}

async function write(stream: Writable, text: string): Promise<void> {
  if (stream.destroyed || stream.errored) return;
  if (stream.write(text) || stream.errored) return;
  await new Promise<void>((resolve) => {
    const goOn = () => {
      stream.off('drain', goOn);
      stream.off('close', goOn);
      resolve();
    };
    stream.on('drain', goOn);
    stream.on('close', goOn);
  });
}

/** Aligned columns with a head line; what servers and clients named cannot move the cursor. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(showHostileLine));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Wall time in microseconds as ISO 8601 to the second, or a dash. */
export function timeText(us: number | null): string {
  return us === null ? '-' : `${new Date(us / 1_000).toISOString().slice(0, 19)}Z`;
}
