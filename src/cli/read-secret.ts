import type { Key } from 'node:readline';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
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
  if (terminal.stdin.isTTY === true) return readHidden(labels, terminal);
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

/** Lines that are typed on a terminal and not shown. @throws AppError `usage` at Ctrl-C, and where the input ends before. */
async function readHidden(
  labels: readonly string[],
  { stdin, stderr }: Terminal,
): Promise<Map<string, string>> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  const typed = lines[Symbol.asyncIterator]();
  // As on any terminal: behind text Ctrl-D ends the line, and without any the input.
  const endLine = (_character: string, { ctrl, name }: Key) => {
    if (ctrl === true && name === 'd' && lines.line !== '') lines.write('\n');
  };
  stdin.on('keypress', endLine);
  const values = new Map<string, string>();
  try {
    for (const label of labels) {
      stderr.write(`${label}: `);
      // Ctrl-C and Ctrl-D end the lines.
      const { value, done } = await typed.next();
      stderr.write('\n');
      if (done === true) throw new AppError('usage', 'Interrupted');
      values.set(label, value);
    }
  } finally {
    stdin.off('keypress', endLine);
    lines.close();
  }
  return values;
}
