import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readSecrets } from './read-secret.ts';
import type { Terminal } from './terminal.ts';

/** What is read of these chunks, typed or pasted on a terminal. */
function typed(labels: readonly string[], ...chunks: (string | Buffer)[]) {
  const stdin: Terminal['stdin'] = new PassThrough();
  stdin.isTTY = true;
  const places = { env: {}, cwd: '/', home: '/', platform: process.platform };
  const terminal = { stdin, stdout: new PassThrough(), stderr: new PassThrough(), ...places };
  const read = readSecrets(labels, terminal);
  for (const chunk of chunks) stdin.push(chunk);
  return read.then((values) => [...values.values()]);
}

it('AU-13: reads a line for each label, also where both were pasted at once', async () => {
  expect(await typed(['A', 'B'], 'one\rtwo\r')).toEqual(['one', 'two']);
  expect(await typed(['A', 'B'], 'one\r\ntwo\r\n')).toEqual(['one', 'two']);
  expect(await typed(['A'], 'o', 'ne', '\r')).toEqual(['one']);
});

it('takes keys that are no character for what they are, and never into the secret', async () => {
  expect(await typed(['A'], 'one\u0004')).toEqual(['one']);
  expect(await typed(['A'], 'on\u001b[D\u001bOCe\u0001\r')).toEqual(['one']);
  expect(await typed(['A'], 'wrong\u0015one\r')).toEqual(['one']);
  expect(await typed(['A'], 'on😀\u007fe\r')).toEqual(['one']);
  await expect(typed(['A'], 'one\u0003')).rejects.toMatchObject({ message: 'Interrupted' });
  await expect(typed(['A'], '\u0004')).rejects.toMatchObject({ message: 'Interrupted' });
});

it('keeps a character whole that comes in two parts', async () => {
  const bytes = Buffer.from('pässword\r');
  expect(await typed(['A'], bytes.subarray(0, 2), bytes.subarray(2))).toEqual(['pässword']);
});
