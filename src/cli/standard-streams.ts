import type { Writable } from 'node:stream';

/**
 * Whoever reads what this process prints may leave at any time. One that has seen enough of a result (`| head`) is no failure;
 * what is said beside it ends nothing at all: an engine serves on, and its log file has every line.
 */
export function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  process.stderr.on('error', () => undefined);
}

/** Everything written goes out before the end, whatever is still open. */
export function exitWhenWritten(exitCode: number): void {
  whenWritten(process.stdout, () => whenWritten(process.stderr, () => process.exit(exitCode)));
}

/** A stream that has failed answers no write any more. */
function whenWritten(stream: Writable, then: () => void): void {
  if (stream.errored === null) stream.write('', then);
  else then();
}
