import { createInterface } from 'node:readline/promises';
import { StringDecoder } from 'node:string_decoder';
import { AppError } from '../shared/errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Reads one secret for each label: asked for without echo on a terminal, else one line of stdin each. Secrets do not
 * belong into the command line, which every process on the machine can read (AU-13).
 */
export async function readSecrets(
  labels: readonly string[],
  terminal: Terminal,
): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  if (labels.length === 0) return values;
  if (terminal.stdin.isTTY === true) {
    const typed = new HiddenLines(terminal.stdin);
    for (const label of labels) values.set(label, await askHidden(label, typed, terminal));
    return values;
  }
  const lines = createInterface({ input: terminal.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const left = [...labels];
  for await (const line of lines) {
    const label = left.shift();
    if (label !== undefined) values.set(label, line);
    if (left.length === 0) break;
  }
  lines.close();
  if (left.length > 0) {
    const hint = 'Write the values to stdin, one line each, in the order of the options.';
    throw new AppError('usage', `No value on stdin for ${left.join(', ')}`, { hint });
  }
  return values;
}

async function askHidden(label: string, typed: HiddenLines, terminal: Terminal): Promise<string> {
  const { stdin, stderr } = terminal;
  stderr.write(`${label}: `);
  stdin.setRawMode?.(true);
  try {
    return await typed.next();
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
  }
}

const ctrl = { c: '\u0003', d: '\u0004', u: '\u0015', escape: '\u001b' } as const;
/** One key: what an arrow or another key without a character sends, a line ending, or a character. */
const keyPattern = new RegExp(
  String.raw`${ctrl.escape}(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|\r\n|[^]`,
  'gu',
);

/** Lines typed on a terminal that shows nothing of them. What was pasted behind the end of one begins the next. */
class HiddenLines {
  readonly #stdin: Terminal['stdin'];
  readonly #decoder = new StringDecoder('utf8');
  #keys: string[] = [];

  constructor(stdin: Terminal['stdin']) {
    this.#stdin = stdin;
  }

  /** @throws AppError `usage` at Ctrl-C, and at Ctrl-D or the end of input where nothing was typed. */
  async next(): Promise<string> {
    const characters: string[] = [];
    for (;;) {
      const key = this.#keys.shift() ?? (await this.#read());
      if (key === '\r' || key === '\n' || key === '\r\n') return characters.join('');
      if (key === ctrl.d && characters.length > 0) return characters.join('');
      if (key === ctrl.c || key === ctrl.d) throw new AppError('usage', 'Interrupted');
      if (key === '\u007f' || key === '\b') characters.pop();
      else if (key === ctrl.u) characters.length = 0;
      else if (!/^\p{Cc}/u.test(key) || key === '\t') characters.push(key);
    }
  }

  /** The first key of what comes next; the others wait. The end of input is a Ctrl-D. */
  async #read(): Promise<string> {
    for (;;) {
      const chunk = await nextChunk(this.#stdin);
      if (chunk === null) return ctrl.d;
      const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
      const [first, ...rest] = text.match(keyPattern) ?? [];
      this.#keys = rest;
      if (first !== undefined) return first;
    }
  }
}

function nextChunk(stdin: Terminal['stdin']): Promise<Buffer | string | null> {
  return new Promise((resolve) => {
    const settle = (chunk: Buffer | string | null) => {
      stdin.pause();
      stdin.off('data', settle);
      stdin.off('end', end);
      resolve(chunk);
    };
    const end = () => settle(null);
    stdin.on('data', settle);
    stdin.on('end', end);
    stdin.resume();
  });
}
