import { createInterface } from 'node:readline/promises';
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
    for (const label of labels) values.set(label, await askHidden(label, terminal));
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

async function askHidden(label: string, terminal: Terminal): Promise<string> {
  const { stdin, stderr } = terminal;
  stderr.write(`${label}: `);
  stdin.setRawMode?.(true);
  try {
    return await readHiddenLine(stdin);
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
  }
}

function readHiddenLine(stdin: Terminal['stdin']): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const stop = (settle: () => void) => {
      stdin.off('data', read);
      settle();
    };
    const read = (chunk: Buffer | string) => {
      for (const key of chunk.toString()) {
        if (key === '\r' || key === '\n') return stop(() => resolve(typed));
        if (key === '\u0003') return stop(() => reject(new AppError('usage', 'Interrupted')));
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key;
      }
    };
    stdin.on('data', read);
    stdin.resume();
  });
}
